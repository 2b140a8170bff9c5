//! The bytes of a file arrive (lifecycle §5.3). One attempt at a time, told from others by an id of its own under which its bytes lie: an
//! attempt that is given up can never touch those of the next.
//!
//! An attempt outlives its request: the client going away is a way in which it ends, with a status, and not the end of it. While bytes
//! stream in it keeps a lease of real time; whoever holds none any more has lost the attachment.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use correspondence_blobs::{BlobKey, StoredBlob, UploadError, UploadLimits};
use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid, UploadId};
use correspondence_domain::time::Clock;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use jiff::SignedDuration;

use super::history;
use super::overview::{self, AttachmentView};
use super::uploaded::{self, FailedUpload};
use crate::caller::Caller;
use crate::to_the_end::to_the_end;
use crate::{App, AppError};

/// Bytes that a file may have (lifecycle §16).
pub const MOST_BYTES: u64 = 50_000_000_000;

/// A body with files that brings nothing for so long is given up. Pauses of a minute are tolerated.
pub const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// How long an attempt is left alone after its last sign of life.
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How often it gives one.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// Takes the bytes of a file, and shows it then. `declared` is the length that the request announces, if it does. The body is not looked
/// at before an attempt has begun.
///
/// Nothing divides the bandwidth between callers: each upload is a task of constant size that waits for its own client and for the store.
///
/// # Errors
/// 2001, 4001, 2004, 2005 or 2006, 4006 or 4002, then 2004, 2008, 2002, 2022 of the bytes themselves.
pub async fn upload<S, E>(
    app: &Arc<App>,
    caller: &Caller,
    id: AttachmentId,
    declared: Option<u64>,
    body: S,
) -> Result<AttachmentView, AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let (attachment, party) = judge(app, caller, id, declared).await?;
    let shared = Arc::clone(app);
    let attempt = async move {
        let attempt = start(&shared, &attachment, party).await?;
        receive(&shared, &attachment, attempt, MOST_BYTES, of_length(declared, body)).await
    };
    to_the_end(app, attempt).await?;
    overview::show(app, id).await
}

/// The checks of lifecycle §5.3, and who uploads. 2003 cannot happen: letters take published files only, and those have their bytes.
async fn judge(app: &App, caller: &Caller, id: AttachmentId, declared: Option<u64>) -> Result<(Attachment, PartyUuid), AppError> {
    let attachment = overview::open(app, caller, id).await?;
    if declared.is_some_and(|declared| declared == 0 || declared > MOST_BYTES) {
        return Err(ErrorNumber::BadFileSize.into());
    }
    check_startable(app, &attachment)?;
    Ok((attachment, caller.party(app).await?.uuid))
}

/// Why no attempt may begin, if so; asked before the caller is looked up, decided by the start itself.
fn check_startable(app: &App, attachment: &Attachment) -> Result<(), AppError> {
    if let Some(error) = closed(attachment) {
        return Err(error.into());
    }
    let alive = attachment.upload.is_some() && attachment.upload_lease_until.is_none_or(|until| until >= app.clock.real_now());
    if alive { Err(ErrorNumber::AlreadyUploaded.into()) } else { Ok(()) }
}

/// Why no upload can begin any more, if none can: one had success, or the scanner refused what it brought, whatever became of the
/// attachment since (http-api §9 row 17, decision 15); or it was deleted before any had (lifecycle O20).
pub(super) fn closed(attachment: &Attachment) -> Option<ErrorNumber> {
    if attachment.stored_at.is_some() || attachment.condemned_at.is_some() || attachment.expired_at.is_some() {
        return Some(ErrorNumber::AlreadyUploaded);
    }
    attachment.purged_at.map(|_| ErrorNumber::AttachmentPurged)
}

/// One attempt from its first byte to its end. The status says how it ended, also when the body breaks off. Dropped midway, as when the
/// process dies, it counts as interrupted once its lease has run out.
///
/// # Errors
/// 2006, 2005, 2004, 2008, 2002, 2022; unexpected when the database fails.
pub(crate) async fn receive<S, E>(app: &App, attachment: &Attachment, attempt: Attempt, most_bytes: u64, body: S) -> Result<(), AppError>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Display,
{
    let limits = UploadLimits { most_bytes, longest_pause: LONGEST_PAUSE };
    let put = tokio::select! {
        put = app.blobs.put(attempt.key(), body, limits) => put,
        () = renew_until_lost(app, attempt) => return uploaded::disown(app, attempt).await,
    };
    match put.map_err(|error| failure(&error)).and_then(|bytes| check(attachment, bytes)) {
        Ok(bytes) => uploaded::finish(app, attempt, bytes).await,
        Err(failed) => uploaded::fail(app, attempt, failed).await,
    }
}

/// An attempt that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pub(crate) attachment: AttachmentId,
    pub(crate) upload: UploadId,
    /// Who uploads.
    pub(crate) party: PartyUuid,
}

impl Attempt {
    fn key(self) -> BlobKey {
        BlobKey { attachment: self.attachment, upload: self.upload }
    }
}

/// Begins an attempt, unless another one has, or had success. Committed before a byte is read: UploadProcessing shows as soon as the
/// request is in.
///
/// # Errors
/// 2006 or 2005.
pub(crate) async fn start(app: &App, attachment: &Attachment, party: PartyUuid) -> Result<Attempt, AppError> {
    let (now, real_now) = (app.now(), app.clock.real_now());
    let upload = UploadId(app.new_id(now, 0));
    let mut transaction = app.storage.begin().await?;
    if !transaction.start_upload(attachment.id, upload, now, real_now, real_now.plus(LEASE)).await? {
        drop(transaction);
        return Err(uploaded::why_refused(app, attachment.id).await?.into());
    }
    let entry = history(app, attachment.id, AttachmentStatus::UploadProcessing, None, now, party);
    transaction.append_attachment_history(&[entry]).await?;
    transaction.commit().await?;
    Ok(Attempt { attachment: attachment.id, upload, party })
}

/// Renews the lease until the attachment is not this attempt's any more. A database that does not answer is no reason to give up: whether
/// the attempt still counts is decided at its end.
async fn renew_until_lost(app: &App, attempt: Attempt) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match app.storage.renew_upload(attempt.attachment, attempt.upload, app.clock.real_now().plus(LEASE)).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, attachment.id = %attempt.attachment, "the lease of an upload could not be renewed"),
        }
    }
}

/// A body of another length than its request announced was cut short, however it ended.
fn of_length<S, E>(declared: Option<u64>, body: S) -> impl Stream<Item = Result<Bytes, String>> + Send + 'static
where
    S: Stream<Item = Result<Bytes, E>> + Send + 'static,
    E: Display,
{
    let missing = Arc::new(AtomicU64::new(declared.unwrap_or(0)));
    let counted = Arc::clone(&missing);
    let body = body.map_err(|error| error.to_string()).inspect_ok(move |bytes| {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let _ = counted.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |missing| Some(missing.saturating_sub(length)));
    });
    let end = stream::once(async move {
        match missing.load(Ordering::Relaxed) {
            0 => None,
            missing => Some(Err(format!("the body ended {missing} bytes early"))),
        }
    });
    body.chain(end.filter_map(std::future::ready))
}

fn failure(error: &UploadError) -> FailedUpload {
    match error {
        UploadError::TooLarge => FailedUpload::BadSize,
        UploadError::TooSlow => FailedUpload::TooSlow,
        UploadError::Aborted => FailedUpload::Interrupted,
        UploadError::Store(error) => {
            tracing::error!(%error, "the attachment store failed");
            FailedUpload::StoreFailed
        }
    }
}

/// What arrived is what was announced.
fn check(attachment: &Attachment, bytes: StoredBlob) -> Result<StoredBlob, FailedUpload> {
    if bytes.size == 0 {
        return Err(FailedUpload::BadSize);
    }
    match &attachment.checksum {
        Some(declared) if !declared.eq_ignore_ascii_case(&bytes.md5) => Err(FailedUpload::ChecksumDiffers),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use correspondence_blobs::BlobError;

    use super::*;

    #[test]
    fn each_failure_has_its_text_and_its_number() {
        for (error, text, number) in [
            (UploadError::TooLarge, "Upload failed: the file is empty or too large", 2004),
            (UploadError::TooSlow, "Upload failed: the file arrived too slowly", 2022),
            (UploadError::Aborted, "Upload interrupted", 2002),
            (UploadError::Store(BlobError::Stopped), "Upload failed", 2002),
        ] {
            let failed = failure(&error);
            assert_eq!((failed.text(), failed.error().number()), (text, number));
        }
    }

    #[tokio::test]
    async fn a_body_has_the_length_that_was_announced() {
        let body = || stream::iter([Ok::<_, String>(Bytes::from_static(b"hel")), Ok(Bytes::from_static(b"lo"))]);
        let length = async |declared| {
            let counted = of_length(declared, body()).try_fold(0, |length, bytes| std::future::ready(Ok(length + bytes.len())));
            counted.await
        };
        assert_eq!(length(Some(5)).await, Ok(5));
        assert_eq!(length(None).await, Ok(5));
        assert!(length(Some(6)).await.is_err());
    }
}
