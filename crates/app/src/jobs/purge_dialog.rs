//! Removes the dialog of a letter that failed, for good (lifecycle §14). The letter then no longer refers to it.

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::{CorrespondenceId, DialogId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

use super::per_letter::PerLetter;
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

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| purge(app, job, letter).boxed() }
}

async fn purge(app: &App, job: &Job, _letter: Option<&Letter>) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    app.platform.dialogs.purge(payload.dialog).await.map_err(|error| Outcome::Retry(error.to_string()))?;
    unlink(app, CorrespondenceId(job.subject)).await.map_err(|error| Outcome::Retry(error.to_string()))
}

async fn unlink(app: &App, id: CorrespondenceId) -> Result<(), StorageError> {
    let mut transaction = app.storage.begin().await?;
    transaction.unlink_dialog(id).await?;
    transaction.commit().await
}
