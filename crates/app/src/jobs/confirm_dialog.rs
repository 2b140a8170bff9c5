//! Takes the confirm buttons out of a letter's own dialog once the recipient has confirmed (integrations §10.6).

use std::sync::Arc;

use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::identifiers::{CorrespondenceId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde_json::Value;

use super::per_letter::PerLetter;
use crate::{App, dialog};

const KIND: &str = "confirm-dialog";

/// The job that patches the dialog now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload: Value::Null, due_at: now }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| patch(app, job, letter).boxed() }
}

async fn patch(app: &App, _job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let Some((letter, DialogLink::Own(dialog))) = letter.map(|letter| (letter, letter.dialog)) else { return Ok(()) };
    match app.platform.dialogs.patch_confirmed(dialog, &dialog::confirm_url(&app.settings.public_url, letter.id)).await {
        Ok(_) => Ok(()),
        Err(error) if error.is_gone() => Ok(()), // the dialog was deleted meanwhile
        Err(error) => Err(Outcome::Retry(error.to_string())),
    }
}
