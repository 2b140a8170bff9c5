//! Publishes letters whose time has come.

use std::collections::HashMap;
use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::{CorrespondenceId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::publish::Failing;
use crate::{App, publish};

const KIND: &str = "publish-letter";

/// The job that decides about publication at `due_at`.
pub(super) fn job(id: JobId, correspondence: CorrespondenceId, due_at: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Lifecycle, payload: Value::Null, due_at }
}

pub(super) struct PublishLetter(pub(super) Arc<App>);

impl Handler for PublishLetter {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let letters: Vec<Letter> = match super::letters_of(&self.0, jobs).await {
                Ok(letters) => letters.into_values().collect(),
                Err(error) => return super::all_again(jobs, &error),
            };
            let decided = publish::decide(&self.0, &letters).await;
            let mut outcomes: HashMap<CorrespondenceId, Outcome> = letters
                .iter()
                .zip(decided)
                .map(|(letter, decided)| (letter.id, decided.map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done)))
                .collect();
            let missing = || Outcome::GiveUp("the correspondence does not exist".to_owned());
            jobs.iter().map(|job| outcomes.remove(&CorrespondenceId(job.subject)).unwrap_or_else(missing)).collect()
        }
        .boxed()
    }

    fn gave_up<'a>(&'a self, job: &'a Job, _error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        async move { fail(&self.0, CorrespondenceId(job.subject)).await.map_err(|error| error.to_string()) }.boxed()
    }
}

/// The letter ends as Failed with its event: whoever decides about it could not be asked for about three days.
async fn fail(app: &App, id: CorrespondenceId) -> Result<(), StorageError> {
    let Some(letter) = app.storage.letter(id).await? else { return Ok(()) };
    let reason = format!("Publication of correspondence {id} could not be decided");
    publish::fail(app, vec![Failing { letter: id, reason, dialog: letter.dialog }]).await
}
