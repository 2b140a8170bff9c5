//! Tells the recipient's subscribers that a due date passed without what was asked for (lifecycle §12).
//!
//! A letter that is not published, failed or purged is passed over quietly (lifecycle O16).

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::{CorrespondenceId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::publish_event;
use crate::App;

const KIND: &str = "check-due-date";

/// The job that looks at the letter when it is due.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, due_at: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Lifecycle, payload: Value::Null, due_at }
}

pub(super) struct CheckDueDate(pub(super) Arc<App>);

impl Handler for CheckDueDate {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            match tell(&self.0, jobs).await {
                Ok(()) => jobs.iter().map(|_| Outcome::Done).collect(),
                Err(error) => super::all_again(jobs, &error),
            }
        }
        .boxed()
    }
}

async fn tell(app: &App, jobs: &[Job]) -> Result<(), StorageError> {
    let letters = super::letters_of(app, jobs).await?;
    let now = app.now();
    let events = letters.values().flat_map(|letter| missing(letter).map(|event| (letter.id, event)));
    let events: Vec<NewJob> =
        events.zip(0..).map(|((id, event), place)| publish_event::job(app.new_job_id(now, place), id, event, now)).collect();
    if events.is_empty() {
        return Ok(());
    }
    let transaction = app.storage.begin().await?;
    app.commit(transaction, &events).await
}

/// What the recipient has not done. A mere look does not count as reading.
fn missing(letter: &Letter) -> impl Iterator<Item = LetterEvent> + use<> {
    let open = letter.state.is_available_to_recipient();
    let unread = open && letter.state.read_at.is_none();
    let unconfirmed = open && letter.is_confirmation_needed && letter.state.confirmed_at.is_none();
    let events = [(unread, LetterEvent::ReceiverNeverRead), (unconfirmed, LetterEvent::ReceiverNeverConfirmed)];
    events.into_iter().filter_map(|(missing, event)| missing.then_some(event))
}
