//! What the steps of the story hand on to each other.

use anyhow::Context;

use super::Addresses;
use super::call::Caller;
use super::cast;
use super::webhook::Webhook;

/// Root of the API.
pub(super) const API: &str = "/correspondence/api/v1";

/// Somebody who gets a letter.
#[derive(Debug)]
pub(super) struct Recipient {
    /// Shown in the story.
    pub(super) title: &'static str,
    /// Who it is.
    pub(super) urn: String,
    /// A token of theirs with the read scope.
    pub(super) token: String,
    /// The letter they got.
    pub(super) letter: String,
}

impl Recipient {
    fn new(title: &'static str, urn: String) -> Self {
        Self { title, urn, token: String::new(), letter: String::new() }
    }

    /// Address of the letter below the API's host.
    pub(super) fn letter_path(&self) -> String {
        format!("{API}/correspondence/{}", self.letter)
    }
}

/// The story so far.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) addresses: Addresses,
    pub(super) caller: Caller,
    pub(super) webhook: Webhook,
    /// The sender's token with the write scope.
    pub(super) sender: String,
    /// The sender's token for subscriptions.
    pub(super) subscriber: String,
    /// A stranger's token with the write scope.
    pub(super) outsider: String,
    /// The request that the key guards, to send it again.
    pub(super) guarded: Option<serde_json::Value>,
    pub(super) recipients: [Recipient; 2],
}

impl Story {
    pub(super) async fn begin(addresses: Addresses) -> anyhow::Result<Self> {
        Ok(Self {
            addresses,
            caller: Caller::new()?,
            webhook: Webhook::open().await.context("no port for the webhook")?,
            sender: String::new(),
            subscriber: String::new(),
            outsider: String::new(),
            guarded: None,
            recipients: [
                Recipient::new("the organisation", format!("urn:altinn:organization:identifier-no:{}", cast::ORGANISATION)),
                Recipient::new("the person", format!("urn:altinn:person:identifier-no:{}", cast::PERSON)),
            ],
        })
    }

    pub(super) fn summary(&self) -> String {
        format!("two letters sent, published, read, confirmed and purged; {} events heard", self.webhook.count())
    }
}
