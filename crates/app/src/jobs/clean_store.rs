//! Every hour: uploads whose process is gone are ended, and bytes that nobody owns are deleted once they are a day old. Younger ones may
//! belong to an upload that is about to say so.
//!
//! A run looks at a part of the store. The next one goes on there at once, in whichever process, until the store's end; so a store of
//! any size is looked through, by one process at a time, and a run that fails or is broken off repeats its own part only.

use std::sync::Arc;

use correspondence_blobs::BlobKey;
use correspondence_domain::attachment::AttachmentStatus;
use correspondence_domain::identifiers::{AttachmentId, PartyUuid, UploadId};
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::Job;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::attachments::{Attempt, FailedUpload, record_failure};

const KIND: &str = "clean-store";

const HOUR: i64 = 3_600_000_000;

/// How old unowned bytes must be.
const AGE: SignedDuration = SignedDuration::from_hours(24);

/// Objects whose owners are asked for at once.
const AT_ONCE: usize = 500;

/// A run ends after so much real time, however slow the store is: well before a job may take no longer.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// The next full hour.
pub(super) fn next(after: Timestamp) -> Timestamp {
    Timestamp::from_micros((after.as_micros().div_euclid(HOUR) + 1).saturating_mul(HOUR))
}

pub(super) struct CleanStore(pub(super) Arc<App>);

/// What is left of an occurrence.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Rest {
    /// Where the store's list goes on; none: everything is left.
    from: Option<String>,
}

impl Handler for CleanStore {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let clean = |job: &'a Job| async move {
            match super::payload(job) {
                Ok(rest) => clean(&self.0, rest).await.unwrap_or_else(|error| Outcome::Retry(format!("{error:#}"))),
                Err(outcome) => outcome,
            }
        };
        super::each(jobs.iter().map(clean).collect()).boxed()
    }
}

async fn clean(app: &App, Rest { from }: Rest) -> anyhow::Result<Outcome> {
    end_stalled_uploads(app).await?;
    Ok(match delete_unowned(app, from).await? {
        None => Outcome::Done,
        from => Outcome::Continue(serde_json::to_value(Rest { from })?),
    })
}

async fn end_stalled_uploads(app: &App) -> anyhow::Result<()> {
    let real_now = app.clock.real_now();
    loop {
        let mut ended = 0;
        for (attachment, upload) in app.storage.stalled_uploads(real_now).await? {
            let attempt = Attempt { attachment, upload, party: uploader(app, attachment).await? };
            if record_failure(app, attempt, FailedUpload::Interrupted, Some(real_now)).await? {
                tracing::warn!(attachment.id = %attachment, "an upload ended without a word");
                ended += 1;
            }
        }
        // There may be more than are given at once.
        if ended == 0 {
            break;
        }
    }
    // Files of uploads under way are touched by the machine's clock, wherever the program's is.
    let swept = app.blobs.sweep_staging(real_now.minus(AGE)).await?;
    if swept > 0 {
        tracing::warn!(swept, "half-written files of uploads that ended without a word were deleted");
    }
    Ok(())
}

/// Who began the attempt, as the history says.
async fn uploader(app: &App, id: AttachmentId) -> anyhow::Result<PartyUuid> {
    let history = app.storage.attachment_history(id).await?;
    let begun = history.iter().rfind(|entry| entry.status == AttachmentStatus::UploadProcessing);
    Ok(begun.map_or(PartyUuid::UNKNOWN, |entry| entry.party))
}

/// Looks at a part of the store. Gives where the next part begins; none when this was the last one.
async fn delete_unowned(app: &App, mut from: Option<String>) -> anyhow::Result<Option<String>> {
    let (began, old) = (app.clock.real_now(), app.now().minus(AGE));
    let (mut left, mut deleted) = (app.settings.attachments.looked_at_per_run, 0_u64);
    loop {
        let page = app.blobs.list(from.as_deref(), left, began.minus(AGE)).await?;
        left = left.saturating_sub(page.blobs.len());
        let old: Vec<BlobKey> = page.blobs.iter().filter(|blob| blob.modified < old).filter_map(|blob| blob.key).collect();
        let is_over = || app.clock.real_now().since(began) > LONGEST;
        for keys in old.chunks(AT_ONCE) {
            deleted += delete_unowned_of(app, keys, is_over).await?;
            if is_over() {
                break;
            }
        }
        from = page.next;
        if from.is_none() || left == 0 || is_over() {
            break;
        }
    }
    if deleted > 0 {
        tracing::warn!(deleted, "bytes that no attachment owned were deleted");
    }
    Ok(from)
}

/// A store that takes its time with refusals must not keep a run for longer than it may last: what is left out is there in an hour.
async fn delete_unowned_of(app: &App, keys: &[BlobKey], is_over: impl Fn() -> bool) -> anyhow::Result<u64> {
    let uploads: Vec<UploadId> = keys.iter().map(|key| key.upload).collect();
    let owned = app.storage.owned_uploads(&uploads).await?;
    let mut deleted = 0;
    for key in keys.iter().filter(|key| !owned.contains(&key.upload)).take_while(|_| !is_over()) {
        match app.blobs.delete(*key).await {
            Ok(()) => deleted += 1,
            // Those behind it do not wait for it.
            Err(error) => tracing::error!(%error, attachment.id = %key.attachment, "bytes that no attachment owns cannot be deleted"),
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
