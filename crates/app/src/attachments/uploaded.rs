//! How an upload ends. Only the attempt that the row names may end it; whoever lost it leaves no bytes behind.

use std::time::Duration;

use correspondence_blobs::StoredBlob;
use correspondence_domain::attachment::{AttachmentStatus, StoredBytes};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_storage::StorageError;

use super::upload::{Attempt, LEASE, closed};
use super::{history, verdict};
use crate::jobs::delete_bytes;
use crate::{App, AppError};

/// Hours of sending are not given up for a moment without the database.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(5)];

/// Why there are no bytes. Another attempt may follow each of these (decision 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailedUpload {
    /// None at all, or too many.
    BadSize,
    /// The sender announced another checksum.
    ChecksumDiffers,
    /// The client went away, or the process did.
    Interrupted,
    /// The body brought nothing for too long.
    TooSlow,
    /// The store did not take them.
    StoreFailed,
}

impl FailedUpload {
    /// The text of the status (lifecycle §2.3).
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::BadSize => "Upload failed: the file is empty or too large",
            Self::ChecksumDiffers => "Checksum mismatch",
            Self::Interrupted => "Upload interrupted",
            Self::TooSlow => "Upload failed: the file arrived too slowly",
            Self::StoreFailed => "Upload failed",
        }
    }

    pub(super) const fn error(self) -> ErrorNumber {
        match self {
            Self::BadSize => ErrorNumber::BadFileSize,
            Self::ChecksumDiffers => ErrorNumber::ChecksumDiffers,
            Self::Interrupted | Self::StoreFailed => ErrorNumber::UploadFailed,
            Self::TooSlow => ErrorNumber::UploadTooSlow,
        }
    }
}

/// The bytes lie in the store: from here on they are the attachment's, and what follows is decided in the same transaction.
pub(super) async fn finish(app: &App, attempt: Attempt, bytes: StoredBlob) -> Result<(), AppError> {
    let now = app.now();
    let bytes = StoredBytes { size: bytes.size, md5: bytes.md5, sha256: bytes.sha256 };
    let mut pauses = PAUSES.into_iter();
    let finished = loop {
        match (store_end(app, attempt, &bytes, now).await, pauses.next()) {
            (Err(error), Some(pause)) if error.is_transient() => {
                tracing::warn!(%error, attachment.id = %attempt.attachment, "the end of an upload could not be stored; it is tried again");
                tokio::time::sleep(pause).await;
                // Nobody else is to take it for dead meanwhile. If that fails, so does the next attempt.
                let _ = app.storage.renew_upload(attempt.attachment, attempt.upload, app.clock.real_now().plus(LEASE)).await;
            }
            (finished, _) => break finished,
        }
    };
    match finished {
        Ok(true) => Ok(()),
        Ok(false) => disown(app, attempt).await,
        Err(error) => {
            tracing::error!(%error, attachment.id = %attempt.attachment, "the end of an upload could not be stored");
            fail(app, attempt, FailedUpload::StoreFailed).await
        }
    }
}

/// False when the attempt has lost the attachment, or had ended before without hearing of it.
async fn store_end(app: &App, attempt: Attempt, bytes: &StoredBytes, now: Timestamp) -> Result<bool, StorageError> {
    let mut transaction = app.storage.begin().await?;
    if !transaction.finish_upload(attempt.attachment, attempt.upload, bytes, now).await? {
        return Ok(false);
    }
    let Some(attachment) = transaction.lock_attachment(attempt.attachment).await? else { return Ok(false) };
    let jobs = verdict::bytes_arrived(app, &mut transaction, &attachment, attempt.party, now).await?;
    app.commit(transaction, &jobs).await?;
    Ok(true)
}

/// The attempt failed, and says so in the status.
pub(super) async fn fail(app: &App, attempt: Attempt, failed: FailedUpload) -> Result<(), AppError> {
    if record_failure(app, attempt, failed, None).await? { Err(failed.error().into()) } else { disown(app, attempt).await }
}

/// Ends an attempt as failed, with its bytes to be deleted. False when it is not the attachment's any more, or when somebody else ends it
/// because it was `stalled_at` a moment of real time, and it turns out to be alive.
pub(crate) async fn record_failure(
    app: &App,
    attempt: Attempt,
    failed: FailedUpload,
    stalled_at: Option<Timestamp>,
) -> Result<bool, StorageError> {
    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    if !transaction.fail_upload(attempt.attachment, attempt.upload, failed.text(), now, stalled_at).await? {
        return Ok(false);
    }
    let entry = history(app, attempt.attachment, AttachmentStatus::Failed, Some(failed.text()), now, attempt.party);
    transaction.append_attachment_history(&[entry]).await?;
    app.commit(transaction, &[delete_bytes::job(app.new_job_id(now, 0), attempt.attachment, attempt.upload, now)]).await?;
    Ok(true)
}

/// The attempt can do nothing more about the attachment. Whatever it left goes and the caller is told why, unless it had succeeded
/// without hearing of it.
pub(super) async fn disown(app: &App, attempt: Attempt) -> Result<(), AppError> {
    let attachment = app.storage.attachment(attempt.attachment).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    if attachment.bytes() == Some(attempt.upload) {
        app.jobs.wake();
        return Ok(());
    }
    let now = app.now();
    let transaction = app.storage.begin().await?;
    app.commit(transaction, &[delete_bytes::job(app.new_job_id(now, 0), attempt.attachment, attempt.upload, now)]).await?;
    // Nobody else's attempt either: somebody took this one for dead.
    let nobodys = attachment.upload.is_none_or(|upload| upload == attempt.upload);
    let other = if nobodys { ErrorNumber::UploadFailed } else { ErrorNumber::AlreadyUploaded };
    Err(closed(&attachment).unwrap_or(other).into())
}

/// Why an attempt did not begin.
pub(super) async fn why_refused(app: &App, id: AttachmentId) -> Result<ErrorNumber, AppError> {
    let attachment = app.storage.attachment(id).await?.ok_or(ErrorNumber::AttachmentNotFound)?;
    Ok(closed(&attachment).unwrap_or(ErrorNumber::AlreadyUploaded))
}
