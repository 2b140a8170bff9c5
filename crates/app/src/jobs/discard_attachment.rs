//! Takes away a file that came with a create request and is in no letter a day later: the process was killed in between, or the request
//! failed and its files could not be taken away at once (lifecycle O26).

use std::sync::Arc;

use correspondence_domain::attachment::AttachmentStatus;
use correspondence_domain::identifiers::{AttachmentId, JobId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::{Channel, Job, NewJob};
use correspondence_storage::{NewAttachmentHistory, StorageError};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::SignedDuration;
use serde_json::Value;

use super::delete_bytes;
use crate::App;

const KIND: &str = "discard-attachment";

/// No request takes that long.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// The job that looks a day later whether the file is in a letter.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now.plus(PATIENCE) }
}

pub(super) struct DiscardAttachment(pub(super) Arc<App>);

impl Handler for DiscardAttachment {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let discarded = |job: &'a Job| async move {
            match discard(&self.0, AttachmentId(job.subject)).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Retry(error.to_string()),
            }
        };
        super::each(jobs.iter().map(discarded).collect()).boxed()
    }
}

/// Takes the file away unless a letter has it.
pub(crate) async fn discard(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    let Some(attachment) = transaction.lock_attachments(&[id]).await?.pop() else { return Ok(()) };
    let text = "The request that brought it failed";
    if transaction.is_attached(id).await? || !transaction.purge_attachment(id, text, now).await? {
        return Ok(());
    }
    let entry = NewAttachmentHistory {
        id: app.new_history_id(now, 0),
        attachment: id,
        status: AttachmentStatus::Purged,
        text: Some(text.to_owned()),
        at: now,
        party: PartyUuid::UNKNOWN,
    };
    transaction.append_attachment_history(&[entry]).await?;
    let bytes = attachment.upload.map(|upload| delete_bytes::job(app.new_job_id(now, 0), id, upload, now));
    transaction.enqueue(&bytes.into_iter().collect::<Vec<_>>()).await?;
    transaction.commit().await?;
    app.jobs.wake();
    Ok(())
}
