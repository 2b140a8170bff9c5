//! Deletes bytes that no attachment has any more. Bytes that are gone already, or never came, are a success. Each upload has a lane of its
//! own: what the store refuses to delete is in nobody's way.

use std::sync::Arc;

use correspondence_blobs::BlobKey;
use correspondence_domain::identifiers::{AttachmentId, JobId, UploadId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::CALLS_AT_ONCE;
use crate::App;

const KIND: &str = "delete-bytes";

#[derive(Serialize, Deserialize)]
struct Payload {
    attachment: AttachmentId,
}

/// The job that deletes what `upload` brought.
pub(crate) fn job(id: JobId, attachment: AttachmentId, upload: UploadId, now: Timestamp) -> NewJob {
    let payload = serde_json::json!({ "attachment": attachment });
    NewJob { id, kind: KIND, subject: upload.0, channel: Channel::Deletions, payload, due_at: now }
}

pub(super) struct DeleteBytes(pub(super) Arc<App>);

impl Handler for DeleteBytes {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn batch_size(&self) -> usize {
        CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move { super::each(jobs.iter().map(|job| delete(&self.0, job)).collect()).await }.boxed()
    }
}

async fn delete(app: &App, job: &Job) -> Outcome {
    let payload: Payload = match super::payload(job) {
        Ok(payload) => payload,
        Err(outcome) => return outcome,
    };
    let key = BlobKey { attachment: payload.attachment, upload: UploadId(job.subject) };
    app.blobs.delete(key).await.map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done)
}
