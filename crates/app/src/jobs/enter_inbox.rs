//! The jobs that put letters into the recipient's inbox, and then let them be published (lifecycle §4.7). There are two ways in: a
//! dialog of the letter's own, and a transmission in somebody else's.
//!
//! A letter that cannot enter in about three days fails, so that nothing waits for ever (design §3.4).

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::Arc;

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, DialogLink, Letter};
use correspondence_domain::identifiers::{ContentId, CorrespondenceId};
use correspondence_jobs::{Handler, Outcome};
use correspondence_platform::RemoteError;
use correspondence_storage::jobs::{Job, NewJob};
use correspondence_storage::{StorageError, Transaction};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::publish_letter;
use crate::publish::Failing;
use crate::{App, publish};

/// A way into the inbox.
pub(super) trait Way: Send + Sync + 'static {
    /// The name of its jobs.
    const KIND: &'static str;

    /// Those of the letters that are to go this way now. The others' jobs have nothing to do.
    fn wanted(app: &App, letters: &[&Letter]) -> impl Future<Output = Result<HashSet<CorrespondenceId>, StorageError>> + Send;

    /// Makes what shows the letter and its files, under an id that is the same at every attempt.
    fn create(app: &App, letter: &Letter, content: &Content, attached: &[Attached])
    -> impl Future<Output = Result<(), RemoteError>> + Send;

    /// Keeps what was made with the letters; gives those that had nothing before.
    fn link(transaction: &mut Transaction, letters: &[&Letter])
    -> impl Future<Output = Result<Vec<CorrespondenceId>, StorageError>> + Send;

    /// Why a letter fails that could not go this way, and what must be purged because it may exist all the same.
    fn gave_up(letter: &Letter) -> (String, DialogLink);
}

/// Runs the jobs of one way.
pub(super) struct EnterInbox<W> {
    app: Arc<App>,
    way: PhantomData<W>,
}

impl<W: Way> EnterInbox<W> {
    pub(super) const fn new(app: Arc<App>) -> Self {
        Self { app, way: PhantomData }
    }

    async fn run_batch(&self, jobs: &[Job]) -> Result<Vec<Outcome>, StorageError> {
        let app = &self.app;
        let found = app.storage.letters_and_contents(&super::subjects(jobs)).await?;
        let wanted = W::wanted(app, &found.iter().map(|(letter, _)| letter).collect::<Vec<_>>()).await?;
        let letters: HashMap<CorrespondenceId, (Letter, Content)> =
            found.into_iter().map(|(letter, content)| (letter.id, (letter, content))).collect();
        let carrying: Vec<ContentId> =
            letters.values().filter(|(letter, _)| letter.has_attachments).map(|(letter, _)| letter.content).collect();
        let attached = app.storage.attached_to(&carrying).await?;
        let calls = jobs.iter().map(|job| create::<W>(app, letters.get(&CorrespondenceId(job.subject)), &wanted, &attached));
        let mut outcomes = super::each(calls.collect()).await;
        let created: Vec<&Letter> = jobs
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| matches!(outcome, Outcome::Done))
            .filter_map(|(job, _)| letters.get(&CorrespondenceId(job.subject)).map(|(letter, _)| letter))
            .filter(|letter| wanted.contains(&letter.id))
            .collect();
        if let Err(error) = link::<W>(app, &created).await {
            for outcome in outcomes.iter_mut().filter(|outcome| matches!(outcome, Outcome::Done)) {
                *outcome = Outcome::Retry(error.to_string());
            }
        }
        Ok(outcomes)
    }
}

impl<W: Way> Handler for EnterInbox<W> {
    fn kind(&self) -> &'static str {
        W::KIND
    }

    fn batch_size(&self) -> usize {
        super::CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move { self.run_batch(jobs).await.unwrap_or_else(|error| super::all_again(jobs, &error)) }.boxed()
    }

    fn gave_up<'a>(&'a self, job: &'a Job, _error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        async move { fail::<W>(&self.app, CorrespondenceId(job.subject)).await.map_err(|error| error.to_string()) }.boxed()
    }
}

async fn create<W: Way>(
    app: &App,
    letter: Option<&(Letter, Content)>,
    wanted: &HashSet<CorrespondenceId>,
    attached: &HashMap<ContentId, Vec<Attached>>,
) -> Outcome {
    let Some((letter, content)) = letter else { return Outcome::GiveUp("the correspondence does not exist".to_owned()) };
    if !wanted.contains(&letter.id) {
        return Outcome::Done;
    }
    let attached = attached.get(&letter.content).map_or(&[][..], Vec::as_slice);
    W::create(app, letter, content, attached).await.map_or_else(|error| Outcome::Retry(error.to_string()), |()| Outcome::Done)
}

/// Keeps what was made and lets the letters be published at their time, in one transaction.
async fn link<W: Way>(app: &App, letters: &[&Letter]) -> Result<(), StorageError> {
    if letters.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let times: HashMap<CorrespondenceId, _> = letters.iter().map(|letter| (letter.id, letter.requested_publish_at)).collect();
    let mut transaction = app.storage.begin().await?;
    let linked = W::link(&mut transaction, letters).await?;
    let jobs: Vec<NewJob> = linked
        .iter()
        .zip(0..)
        .map(|(id, place)| publish_letter::job(app.new_job_id(now, place), *id, times.get(id).copied().unwrap_or(now).max(now)))
        .collect();
    app.commit(transaction, &jobs).await
}

/// The letter ends as Failed with its event.
async fn fail<W: Way>(app: &App, id: CorrespondenceId) -> Result<(), StorageError> {
    let Some(letter) = app.storage.letter(id).await? else { return Ok(()) };
    let (reason, dialog) = W::gave_up(&letter);
    publish::fail(app, vec![Failing { letter: id, reason, dialog }]).await
}
