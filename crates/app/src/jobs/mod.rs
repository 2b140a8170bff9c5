//! Background work of letters and attachments, one kind a file. Every job may run twice: what it does carries ids derived from what it is
//! about, so that a repetition changes nothing (design §3.3).
//!
//! Jobs of one letter and one remote run in order (design §3.4): dialogs, events and the letter's own life are three lanes. Scans and
//! deletions of bytes have lanes of their own, since both may take long and nothing waits for them in order. Some jobs come back at
//! times of the clock.

pub(crate) mod add_activity;
pub(crate) mod check_due_date;
mod clean_store;
pub(crate) mod confirm_dialog;
pub(crate) mod create_dialog;
pub(crate) mod create_transmission;
pub(crate) mod delete_bytes;
pub(crate) mod delete_dialog;
pub(crate) mod discard_attachment;
mod enter_inbox;
pub(crate) mod expire_attachment;
pub(crate) mod fail_letters;
mod forget_logins;
mod per_attachment;
mod per_letter;
pub(crate) mod publish_event;
mod publish_letter;
pub(crate) mod purge_dialog;
pub(crate) mod release_attachments;
pub(crate) mod release_letters;
pub(crate) mod scan_attachment;
mod tell_of_waiting_files;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::{CorrespondenceId, JobId};
use correspondence_jobs::{Handler, Outcome, RecurringJob};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::Job;
use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;

use crate::App;

/// Remote calls of one batch, which run at the same time: a batch is settled when its slowest call is.
const CALLS_AT_ONCE: usize = 32;

/// How soon a caller who waits for a job looks whether it is done, and how often at last: when a remote is slow many wait at once.
const FIRST_LOOK: Duration = Duration::from_millis(20);
const LAST_LOOKS: Duration = Duration::from_millis(200);

/// Every kind of job that this version runs.
#[must_use]
pub fn handlers(app: &Arc<App>) -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(add_activity::handler(Arc::clone(app))),
        Arc::new(check_due_date::CheckDueDate(Arc::clone(app))),
        Arc::new(confirm_dialog::handler(Arc::clone(app))),
        Arc::new(create_dialog::handler(Arc::clone(app))),
        Arc::new(create_transmission::handler(Arc::clone(app))),
        Arc::new(delete_bytes::DeleteBytes(Arc::clone(app))),
        Arc::new(delete_dialog::handler(Arc::clone(app))),
        Arc::new(discard_attachment::handler(Arc::clone(app))),
        Arc::new(expire_attachment::handler(Arc::clone(app))),
        Arc::new(fail_letters::handler(Arc::clone(app))),
        Arc::new(publish_event::handler(Arc::clone(app))),
        Arc::new(publish_letter::PublishLetter(Arc::clone(app))),
        Arc::new(purge_dialog::handler(Arc::clone(app))),
        Arc::new(release_attachments::handler(Arc::clone(app))),
        Arc::new(release_letters::handler(Arc::clone(app))),
        Arc::new(scan_attachment::ScanAttachment(Arc::clone(app))),
    ]
}

/// Every kind of job that comes back by itself.
#[must_use]
pub fn recurring(app: &Arc<App>) -> Vec<RecurringJob> {
    vec![
        RecurringJob { handler: Arc::new(clean_store::CleanStore(Arc::clone(app))), next: clean_store::next },
        RecurringJob { handler: Arc::new(forget_logins::ForgetLogins(Arc::clone(app))), next: clean_store::next },
        RecurringJob { handler: Arc::new(tell_of_waiting_files::TellOfWaitingFiles(Arc::clone(app))), next: tell_of_waiting_files::next },
    ]
}

/// Waits until the job is done or has failed once, `patience` at most. It goes on by itself afterwards.
pub(crate) async fn wait_for(app: &App, job: JobId, patience: Duration) {
    let done = async {
        // The job may run in another process, so the database is asked.
        let mut pause = FIRST_LOOK;
        while let Ok(Some(0)) = app.storage.job_attempts(job).await {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LAST_LOOKS);
        }
    };
    if tokio::time::timeout(patience, done).await.is_err() {
        tracing::info!(job.id = %job, "the caller does not wait any longer; the job goes on");
    }
}

/// The letters that a batch of jobs is about, in one statement.
async fn letters_of(app: &App, jobs: &[Job]) -> Result<HashMap<CorrespondenceId, Letter>, StorageError> {
    let found = app.storage.letters(&subjects(jobs)).await?;
    Ok(found.into_iter().map(|letter| (letter.id, letter)).collect())
}

/// Which correspondences a batch of jobs is about.
fn subjects(jobs: &[Job]) -> Vec<CorrespondenceId> {
    jobs.iter().map(|job| CorrespondenceId(job.subject)).collect()
}

/// The same outcome for every job of a batch: the database could not be asked.
fn all_again(jobs: &[Job], error: &StorageError) -> Vec<Outcome> {
    jobs.iter().map(|_| Outcome::Retry(error.to_string())).collect()
}

/// Runs the calls of a batch, some at the same time; outcomes in the order of the jobs.
async fn each<Call: Future<Output = Outcome>>(calls: Vec<Call>) -> Vec<Outcome> {
    stream::iter(calls).buffered(CALLS_AT_ONCE).collect().await
}

/// What a job carries beside its subject. A payload that cannot be read will not become readable: the job gives up.
fn payload<T: DeserializeOwned>(job: &Job) -> Result<T, Outcome> {
    serde_json::from_value(job.payload.clone()).map_err(|error| Outcome::GiveUp(format!("the job's payload cannot be read: {error}")))
}
