//! Jobs that each do one thing about one letter through a remote. The letters of a batch come in one statement, and its calls run at
//! the same time.

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_jobs::{BoxFuture, Handler, Outcome};
use correspondence_storage::jobs::Job;
use futures_util::FutureExt;

use super::{CALLS_AT_ONCE, all_again, each, letters_of};
use crate::App;

/// What one job does. An error says what becomes of the job instead of being done.
pub(super) type Act = for<'a> fn(&'a App, &'a Job, Option<&'a Letter>) -> BoxFuture<'a, Result<(), Outcome>>;

/// Runs jobs of one kind by one act each.
pub(super) struct PerLetter {
    pub(super) app: Arc<App>,
    pub(super) kind: &'static str,
    pub(super) act: Act,
}

impl Handler for PerLetter {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn batch_size(&self) -> usize {
        CALLS_AT_ONCE
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        async move {
            let letters = match letters_of(&self.app, jobs).await {
                Ok(letters) => letters,
                Err(error) => return all_again(jobs, &error),
            };
            let calls = jobs.iter().map(|job| outcome((self.act)(&self.app, job, letters.get(&CorrespondenceId(job.subject)))));
            each(calls.collect()).await
        }
        .boxed()
    }
}

async fn outcome(act: BoxFuture<'_, Result<(), Outcome>>) -> Outcome {
    act.await.map_or_else(|outcome| outcome, |()| Outcome::Done)
}
