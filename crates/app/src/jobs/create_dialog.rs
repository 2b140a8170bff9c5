//! Creates the dialog that shows a letter in the recipient's inbox, and then lets the letter be published (lifecycle §4.7).
//!
//! A dialog that cannot be created in about three days fails the letter, so that nothing waits for ever (design §3.4).

use std::collections::HashMap;
use std::sync::Arc;

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, DialogLink, Letter};
use correspondence_domain::identifiers::{ContentId, CorrespondenceId, DialogId, JobId, dialog_id};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::{Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::publish_letter;
use crate::publish::dialog_missing;
use crate::{App, dialog, publish};

const KIND: &str = "create-dialog";

/// The job that creates the letter's dialog now.
pub(crate) fn job(id: JobId, correspondence: CorrespondenceId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: correspondence.0, channel: Channel::Dialog, payload: Value::Null, due_at: now }
}

pub(super) struct CreateDialog(pub(super) Arc<App>);

impl Handler for CreateDialog {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn batch_size(&self) -> usize {
        super::CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let app = &self.0;
            let letters: HashMap<CorrespondenceId, (Letter, Content)> = match app.storage.letters_and_contents(&super::subjects(jobs)).await
            {
                Ok(letters) => letters.into_iter().map(|(letter, content)| (letter.id, (letter, content))).collect(),
                Err(error) => return super::all_again(jobs, &error),
            };
            let carrying: Vec<ContentId> =
                letters.values().filter(|(letter, _)| letter.has_attachments).map(|(letter, _)| letter.content).collect();
            let attached = match app.storage.attached_to(&carrying).await {
                Ok(attached) => attached,
                Err(error) => return super::all_again(jobs, &error),
            };
            let calls = jobs.iter().map(|job| create(app, letters.get(&CorrespondenceId(job.subject)), &attached));
            let mut outcomes = super::each(calls.collect()).await;
            let created: Vec<&Letter> = jobs
                .iter()
                .zip(&outcomes)
                .filter(|(_, outcome)| matches!(outcome, Outcome::Done))
                .filter_map(|(job, _)| letters.get(&CorrespondenceId(job.subject)).map(|(letter, _)| letter))
                .filter(|letter| needs_dialog(letter))
                .collect();
            if let Err(error) = link(app, &created).await {
                for outcome in outcomes.iter_mut().filter(|outcome| matches!(outcome, Outcome::Done)) {
                    *outcome = Outcome::Retry(error.to_string());
                }
            }
            outcomes
        }
        .boxed()
    }

    fn gave_up<'a>(&'a self, job: &'a Job, _error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        async move { fail(&self.0, CorrespondenceId(job.subject)).await.map_err(|error| error.to_string()) }.boxed()
    }
}

/// A letter that was purged or decided about meanwhile needs no dialog any more.
fn needs_dialog(letter: &Letter) -> bool {
    letter.dialog == DialogLink::None && !letter.state.is_purged() && !letter.state.is_publication_decided()
}

async fn create(app: &App, letter: Option<&(Letter, Content)>, attached: &HashMap<ContentId, Vec<Attached>>) -> Outcome {
    let Some((letter, content)) = letter else { return Outcome::GiveUp("the correspondence does not exist".to_owned()) };
    if !needs_dialog(letter) {
        return Outcome::Done;
    }
    let attached = attached.get(&letter.content).map_or(&[][..], Vec::as_slice);
    let offers_archive = app.settings.attachments.download_all;
    match app
        .platform
        .dialogs
        .create(&dialog::new_dialog(&app.settings.public_url, letter, content, attached, offers_archive, app.now()))
        .await
    {
        Ok(_) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

/// Keeps the dialogs' ids and lets the letters be published at their time, in one transaction.
async fn link(app: &App, letters: &[&Letter]) -> Result<(), StorageError> {
    if letters.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let dialogs: Vec<(CorrespondenceId, DialogId)> =
        letters.iter().map(|letter| (letter.id, dialog_id(letter.id, letter.created_at))).collect();
    let times: HashMap<CorrespondenceId, Timestamp> = letters.iter().map(|letter| (letter.id, letter.requested_publish_at)).collect();
    let mut transaction = app.storage.begin().await?;
    let linked = transaction.link_dialogs(&dialogs).await?;
    let jobs: Vec<NewJob> = linked
        .iter()
        .zip(0u16..)
        .map(|(id, place)| publish_letter::job(app.new_job_id(now, place), *id, times.get(id).copied().unwrap_or(now).max(now)))
        .collect();
    transaction.enqueue(&jobs).await?;
    transaction.commit().await?;
    app.jobs.wake();
    Ok(())
}

/// The letter ends as Failed with its event. A dialog whose creation was never answered may exist all the same: it is purged.
async fn fail(app: &App, id: CorrespondenceId) -> Result<(), StorageError> {
    let Some(letter) = app.storage.letter(id).await? else { return Ok(()) };
    publish::fail(app, &letter, dialog_missing(id), DialogLink::Own(dialog_id(id, letter.created_at))).await
}
