//! Attachments by themselves, one use case a file: what their sender does with them before letters carry them.
//!
//! Bytes never pass through a transaction: they lie in the store before the row says so, and a row that goes leaves a job to delete them.

pub mod delete;
pub mod details;
pub mod download;
mod ending;
pub mod initialize;
pub mod overview;
pub mod upload;
mod uploaded;
pub mod verdict;
pub mod waiting;

use correspondence_domain::attachment::AttachmentStatus;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_storage::NewAttachmentHistory;

use crate::App;
pub(crate) use ending::{Ending, end, gone};
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
