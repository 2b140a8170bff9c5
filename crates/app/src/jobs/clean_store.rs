//! Every hour: uploads whose process is gone are ended, and bytes that nobody owns are deleted once they are a day old. Younger ones may
//! belong to an upload that is about to say so.

use std::future::ready;
use std::sync::Arc;

use correspondence_blobs::BlobKey;
use correspondence_domain::attachment::AttachmentStatus;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid, UploadId};
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::Job;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryStreamExt};
use jiff::SignedDuration;

use crate::App;
use crate::attachments::{Attempt, FailedUpload, record_failure};

const KIND: &str = "clean-store";

const HOUR: i64 = 3_600_000_000;

/// How old unowned bytes must be.
const AGE: SignedDuration = SignedDuration::from_hours(24);

/// Objects whose owners are asked for at once.
const AT_ONCE: usize = 500;

/// The next full hour.
pub(super) fn next(after: Timestamp) -> Timestamp {
    Timestamp::from_micros((after.as_micros().div_euclid(HOUR) + 1).saturating_mul(HOUR))
}

pub(super) struct CleanStore(pub(super) Arc<App>);

impl Handler for CleanStore {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let outcome = clean(&self.0).await.map_or_else(|error| Outcome::Retry(format!("{error:#}")), |()| Outcome::Done);
            vec![outcome; jobs.len()]
        }
        .boxed()
    }
}

async fn clean(app: &App) -> anyhow::Result<()> {
    let real_now = app.clock.real_now();
    for (attachment, upload) in app.storage.stalled_uploads(real_now).await? {
        let attempt = Attempt { attachment, upload, party: uploader(app, attachment).await? };
        if record_failure(app, attempt, FailedUpload::Interrupted, Some(real_now)).await? {
            tracing::warn!(attachment.id = %attachment, "an upload ended without a word");
        }
    }
    // Files of uploads under way are touched by the machine's clock, wherever the program's is.
    let swept = app.blobs.sweep_staging(real_now.minus(AGE)).await?;
    let deleted = delete_unowned(app).await?;
    if swept + deleted > 0 {
        tracing::warn!(swept, deleted, "bytes that no attachment owned were deleted");
    }
    Ok(())
}

/// Who began the attempt, as the history says.
async fn uploader(app: &App, id: AttachmentId) -> anyhow::Result<PartyUuid> {
    let history = app.storage.attachment_history(id).await?;
    let begun = history.iter().rfind(|entry| entry.status == AttachmentStatus::UploadProcessing);
    Ok(begun.map_or(PartyUuid::UNKNOWN, |entry| entry.party))
}

async fn delete_unowned(app: &App) -> anyhow::Result<u64> {
    let old = app.now().minus(AGE);
    let listed = app.blobs.list().try_filter_map(|blob| ready(Ok(blob.key.filter(|_| blob.modified < old))));
    let mut old = std::pin::pin!(listed.try_chunks(AT_ONCE));
    let mut deleted = 0;
    while let Some(keys) = old.try_next().await? {
        let uploads: Vec<UploadId> = keys.iter().map(|key| key.upload).collect();
        let owned = app.storage.owned_uploads(&uploads).await?;
        let unowned: Vec<&BlobKey> = keys.iter().filter(|key| !owned.contains(&key.upload)).collect();
        for key in unowned {
            app.blobs.delete(*key).await?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_at_full_hours() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        assert_eq!(next(at("2026-03-02T09:15:30Z")), at("2026-03-02T10:00:00Z"));
        assert_eq!(next(at("2026-03-02T10:00:00Z")), at("2026-03-02T11:00:00Z"));
    }
}
