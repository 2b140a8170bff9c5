//! Removes the dialog of a letter that failed, for good (lifecycle §14). The letter then no longer refers to it.

use std::sync::Arc;

use correspondence_domain::identifiers::{CorrespondenceId, DialogId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::App;

const KIND: &str = "purge-dialog";

#[derive(Serialize, Deserialize)]
struct Payload {
    dialog: DialogId,
}

/// The job that purges `dialog` now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, dialog: DialogId, now: Timestamp) -> NewJob {
    let payload = serde_json::json!({ "dialog": dialog });
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload, due_at: now }
}

pub(super) struct PurgeDialog(pub(super) Arc<App>);

impl Handler for PurgeDialog {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn batch_size(&self) -> usize {
        super::CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        super::each(jobs.iter().map(|job| purge(&self.0, job)).collect()).boxed()
    }
}

async fn purge(app: &App, job: &Job) -> Outcome {
    try_to_purge(app, job).await.map_or_else(|outcome| outcome, |()| Outcome::Done)
}

async fn try_to_purge(app: &App, job: &Job) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    app.platform.dialogs.purge(payload.dialog).await.map_err(|error| Outcome::Retry(error.to_string()))?;
    unlink(app, CorrespondenceId(job.subject)).await.map_err(|error| Outcome::Retry(error.to_string()))
}

async fn unlink(app: &App, id: CorrespondenceId) -> Result<(), StorageError> {
    let mut transaction = app.storage.begin().await?;
    transaction.unlink_dialog(id).await?;
    transaction.commit().await
}
