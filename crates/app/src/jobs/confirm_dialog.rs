//! Takes the confirm buttons out of a letter's own dialog once the recipient has confirmed (integrations §10.6).

use std::sync::Arc;

use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::identifiers::{CorrespondenceId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::{App, dialog};

const KIND: &str = "confirm-dialog";

/// The job that patches the dialog now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload: Value::Null, due_at: now }
}

pub(super) struct ConfirmDialog(pub(super) Arc<App>);

impl Handler for ConfirmDialog {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn batch_size(&self) -> usize {
        super::CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let letters = match super::letters_of(&self.0, jobs).await {
                Ok(letters) => letters,
                Err(error) => return super::all_again(jobs, &error),
            };
            let calls = jobs.iter().map(|job| patch(&self.0, letters.get(&CorrespondenceId(job.subject))));
            super::each(calls.collect()).await
        }
        .boxed()
    }
}

async fn patch(app: &App, letter: Option<&Letter>) -> Outcome {
    let Some((letter, DialogLink::Own(dialog))) = letter.map(|letter| (letter, letter.dialog)) else { return Outcome::Done };
    match app.platform.dialogs.patch_confirmed(dialog, &dialog::confirm_url(&app.settings.public_url, letter.id)).await {
        Ok(_) => Outcome::Done,
        Err(error) if error.is_gone() => Outcome::Done, // the dialog was deleted meanwhile
        Err(error) => Outcome::Retry(error.to_string()),
    }
}
