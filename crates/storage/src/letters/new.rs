//! What is written when letters are created.

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink};
use correspondence_domain::identifiers::{ContentId, CorrespondenceId, HistoryId, PartyUuid};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;

/// A letter to insert. Its content is inserted before it; its history is the caller's to append.
#[derive(Clone, Debug)]
pub struct NewLetter {
    /// Its identity.
    pub id: CorrespondenceId,
    /// The resource it is sent under.
    pub resource: ResourceId,
    /// Its sender.
    pub service_owner: OrganisationNumber,
    /// Who it is for.
    pub recipient: PartyUrn,
    /// What it says; letters of a request share it.
    pub content: ContentId,
    /// The sender's reference as in the content: the letter's row holds a digest of it to be found by.
    pub senders_reference: String,
    /// When it is accepted.
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
    /// The recipient's name for the placeholder, when the texts use it.
    pub recipient_name: Option<String>,
    /// The dialog that the sender named, if any.
    pub dialog: DialogLink,
    /// How many attachments its content carries.
    pub attachment_count: i16,
    /// The state it begins in.
    pub initial: InitialStatus,
}

/// The state a letter begins in (lifecycle §4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitialStatus {
    /// Nothing is waited for but the publish time: Initialized, then ReadyForPublish.
    Ready,
    /// The recipient has reserved against digital mail: Initialized, then Reserved.
    Reserved,
    /// Attachments are still to come: Initialized.
    Waiting,
}

impl InitialStatus {
    /// The status that the API shows at first.
    #[must_use]
    pub const fn status(self) -> CorrespondenceStatus {
        match self {
            Self::Ready => CorrespondenceStatus::ReadyForPublish,
            Self::Reserved => CorrespondenceStatus::Reserved,
            Self::Waiting => CorrespondenceStatus::Initialized,
        }
    }
}

/// A row of history to append. Of rows with the same time the one with the smaller id comes first.
#[derive(Clone, Debug)]
pub struct NewHistory {
    /// Its identity.
    pub id: HistoryId,
    /// The letter.
    pub correspondence: CorrespondenceId,
    /// What happened. Fetched has rows of its own, written by [`Transaction::record_fetch`](crate::Transaction::record_fetch).
    pub status: CorrespondenceStatus,
    /// Its text; `None` is the status' name.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Who caused it.
    pub party: PartyUuid,
}
