//! A letter as it is stored and read back.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::notification::Notification;
use super::state::State;
use super::status::CorrespondenceStatus;
use super::transmission_type::TransmissionType;
use crate::identifiers::{ContentId, CorrespondenceId, DialogId, PartyUuid, TransmissionId};
use crate::party::{OrganisationNumber, PartyUrn};
use crate::resource::ResourceId;
use crate::time::Timestamp;

/// The dialog that shows a letter in the recipient's inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DialogLink {
    /// Not created yet, or purged again.
    None,
    /// Created for this letter alone.
    Own(DialogId),
    /// Somebody else's, named by the sender: it is never changed beyond what a transmission adds (lifecycle O3, O4).
    Foreign(DialogId),
}

/// A link to another system (http-api §5.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalReference {
    /// What kind of link.
    pub kind: ReferenceType,
    /// The link itself.
    pub value: String,
}

/// Kinds of external references; numbers are the wire's and storage's (http-api §8.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the specification's own")]
pub enum ReferenceType {
    Generic,
    AltinnAppInstance,
    AltinnBrokerFileTransfer,
    DialogportenDialogId,
    DialogportenProcessId,
    DialogportenTransmissionId,
    DialogportenTransmissionType,
    /// An integer outside the enumeration, which JSON input lets through (http-api §2.5).
    Unknown(i64),
}

/// A link under the letter by which the recipient may answer (http-api §5.7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyOption {
    /// Where it leads; https.
    pub link: String,
    /// What it says.
    pub text: Option<String>,
}

/// What a letter says. Letters of one request share it; what differs by recipient is put in when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its identity.
    pub id: ContentId,
    /// Language as the sender wrote it, `nb` when not given.
    pub language: String,
    /// Title, with placeholders.
    pub title: String,
    /// Summary, with placeholders; empty when not given.
    pub summary: String,
    /// Body in Markdown, with placeholders.
    pub body: String,
    /// Name shown instead of the sender's organisation.
    pub message_sender: Option<String>,
    /// The sender's own reference.
    pub senders_reference: String,
    /// Links as the sender gave them.
    pub external_references: Vec<ExternalReference>,
    /// Free properties in the sender's order.
    pub property_list: IndexMap<String, String>,
    /// Answers in the sender's order.
    pub reply_options: Vec<ReplyOption>,
    /// Whom to tell of the letter outside of Altinn, and how.
    pub notification: Option<Notification>,
}

impl Content {
    /// What the letter is to the dialog that it is sent into: as its sender says, else Information (integrations §10.4).
    #[must_use]
    pub fn transmission_type(&self) -> TransmissionType {
        let mut types = self.external_references.iter().filter(|of| of.kind == ReferenceType::DialogportenTransmissionType);
        types.find_map(|given| TransmissionType::parse(&given.value)).unwrap_or_default()
    }
}

/// One letter to one recipient, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its identity.
    pub id: CorrespondenceId,
    /// The resource it was sent under.
    pub resource: ResourceId,
    /// The service owner, which is the sender (lifecycle §1).
    pub service_owner: OrganisationNumber,
    /// Who it is for.
    pub recipient: PartyUrn,
    /// What it says.
    pub content: ContentId,
    /// When it was accepted.
    pub created_at: Timestamp,
    /// When it is to be visible.
    pub requested_publish_at: Timestamp,
    /// Until when the recipient is to answer.
    pub due_at: Option<Timestamp>,
    /// The recipient's reservation is to be passed over.
    pub ignore_reservation: Option<bool>,
    /// The recipient is asked to confirm.
    pub is_confirmation_needed: bool,
    /// Confidential mail.
    pub is_confidential: bool,
    /// The recipient may send it on by e-mail.
    pub allow_forwarding: bool,
    /// The recipient's name for the placeholder, looked up at creation when the texts use it (lifecycle §4.3).
    pub recipient_name: Option<String>,
    /// The number of a letter that came from the previous generation.
    pub altinn2_id: Option<i32>,
    /// Its content carries attachments.
    pub has_attachments: bool,
    /// The dialog that shows it.
    pub dialog: DialogLink,
    /// The transmission that shows it in a foreign dialog.
    pub transmission: Option<TransmissionId>,
    /// What has happened to it.
    pub state: State,
}

impl Letter {
    /// The sender as a party.
    #[must_use]
    pub fn sender(&self) -> PartyUrn {
        PartyUrn::organisation(&self.service_owner)
    }

    /// Whether it can be found in the recipient's inbox: in a dialog of its own, or as a transmission in somebody else's. Nothing is
    /// published before (lifecycle §6, O38).
    #[must_use]
    pub const fn is_in_inbox(&self) -> bool {
        match self.dialog {
            DialogLink::None => false,
            DialogLink::Own(_) => true,
            DialogLink::Foreign(_) => self.transmission.is_some(),
        }
    }

    /// Whether something must still put it into the inbox: it is not there, and neither purged nor decided about.
    #[must_use]
    pub const fn must_enter_inbox(&self) -> bool {
        !self.is_in_inbox() && !self.state.is_purged() && !self.state.is_publication_decided()
    }
}

/// A row of a letter's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// What happened.
    pub status: CorrespondenceStatus,
    /// Its text.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Who caused it.
    pub party: PartyUuid,
}
