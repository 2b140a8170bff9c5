//! `[slack]`: the operators' chat.

use serde::Deserialize;
use url::Url;

use crate::error::Findings;
use crate::key::{Key, Kind};

pub(crate) const KEYS: &[Key] = &[Key { section: "slack", name: "webhook_url", kind: Kind::Secret, default: Some("\"\"") }];

/// The operators' chat.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slack {
    /// Incoming webhook, which is a secret by itself; empty: nothing is sent.
    pub webhook_url: String,
}

impl std::fmt::Debug for Slack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slack").finish_non_exhaustive()
    }
}

impl Slack {
    pub(crate) fn check(&self, findings: &mut Findings) {
        let is_address = Url::parse(&self.webhook_url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !self.webhook_url.is_empty() && !is_address {
            findings.add("slack.webhook_url", "is no http or https address");
        }
    }
}
