//! Attachments by themselves, one use case a file: what their sender does with them before letters carry them.
//!
//! Bytes never pass through a transaction: they lie in the store before the row says so, and a row that goes leaves a job to delete them.

pub mod delete;
pub mod details;
pub mod download;
pub mod initialize;
pub mod overview;
pub mod upload;
mod uploaded;
pub mod verdict;

use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::identifiers::{AttachmentId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_storage::NewAttachmentHistory;

use crate::App;
pub(crate) use upload::Attempt;
pub(crate) use uploaded::{FailedUpload, record_failure};

/// A row of history of one attachment.
pub(crate) fn history(
    app: &App,
    attachment: AttachmentId,
    status: AttachmentStatus,
    text: Option<&str>,
    at: Timestamp,
    party: PartyUuid,
) -> NewAttachmentHistory {
    NewAttachmentHistory { id: app.new_history_id(at, 0), attachment, status, text: text.map(str::to_owned), at, party }
}

/// Why an attachment that went cannot be changed any more, if it went.
pub(crate) fn gone(attachment: &Attachment) -> Option<correspondence_domain::error::ErrorNumber> {
    use correspondence_domain::error::ErrorNumber::{AttachmentExpired, AttachmentPurged};
    let purged = attachment.purged_at.map(|_| AttachmentPurged);
    purged.or_else(|| attachment.expired_at.map(|_| AttachmentExpired))
}
