//! Files end in one way, whoever ends them: the status with its line of history, and a job that deletes the bytes, in the caller's
//! transaction. Whether a letter still needs the file is the caller's to know, with the file locked.

use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::PartyUuid;
use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{StorageError, Transaction};

use super::history;
use crate::App;
use crate::jobs::delete_bytes;

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Somebody or something takes it away, for this reason.
    Purged(&'static str),
    /// Its time is over.
    Expired,
}

/// Ends the file, and gives the job that follows; none when the file went before.
pub(crate) async fn end(
    app: &App,
    transaction: &mut Transaction,
    attachment: &Attachment,
    ending: Ending,
    party: PartyUuid,
    now: Timestamp,
) -> Result<Option<Vec<NewJob>>, StorageError> {
    let id = attachment.id;
    let (ended, status, text) = match ending {
        Ending::Purged(text) => (transaction.purge_attachment(id, text, now).await?, AttachmentStatus::Purged, text),
        Ending::Expired => (transaction.expire_attachment(id, EXPIRED, now).await?, AttachmentStatus::Expired, EXPIRED),
    };
    if !ended {
        return Ok(None);
    }
    transaction.append_attachment_history(&[history(app, id, status, Some(text), now, party)]).await?;
    Ok(Some(attachment.upload.map(|upload| delete_bytes::job(app.new_job_id(now, 0), id, upload, now)).into_iter().collect()))
}

/// Text of the status (lifecycle §2.3).
const EXPIRED: &str = "The attachment has expired";

/// Why an attachment that went cannot be changed any more, if it went.
pub(crate) fn gone(attachment: &Attachment) -> Option<ErrorNumber> {
    let purged = attachment.purged_at.map(|_| ErrorNumber::AttachmentPurged);
    purged.or_else(|| attachment.expired_at.map(|_| ErrorNumber::AttachmentExpired))
}
