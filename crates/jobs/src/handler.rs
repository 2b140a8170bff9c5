//! What runs a job.

use std::sync::Arc;

use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::{BATCH, Job};
use futures_util::future::BoxFuture;

/// Runs the jobs of one kind.
///
/// A job may be run again although it was run before: its process was killed, or its lease ran out. So a handler repeats nothing that
/// anybody could see (design §3.3). What follows from a job is put into the queue by the handler, in the transaction of its effect.
pub trait Handler: Send + Sync + 'static {
    /// The name of the kind, as in the rows of the queue. It never changes once jobs of it exist.
    fn kind(&self) -> &'static str;

    /// Most jobs that [`run`](Self::run) gets at once. A batch is settled as a whole, so a handler whose jobs wait for a remote one by one
    /// should take few; one that writes sets should take many.
    fn batch_size(&self) -> usize {
        BATCH
    }

    /// Runs a batch of jobs, never two of one lane. Answers an outcome for each job, in the same order; a job without one has failed.
    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>>;

    /// Does what must follow when a job is given up, before it is kept as dead. `error` is why its last attempt failed. An error means:
    /// try this again later, with the pauses of failed attempts. It is harmless to repeat, like a run.
    fn gave_up<'a>(&'a self, job: &'a Job, error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        let _ = (job, error);
        Box::pin(async { Ok(()) })
    }
}

/// What became of an attempt. Error texts are kept in the queue for operators: no secrets, no person numbers, no content of letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The job is done.
    Done,
    /// A part of it is done. It runs again at once, with this payload, which tells what is left.
    Continue(serde_json::Value),
    /// It failed in a way that time may mend.
    Retry(String),
    /// It can never succeed.
    GiveUp(String),
}

/// A job that comes back at a time of the program's clock.
///
/// An occurrence begins with the payload `{}`; what it lets itself be continued with lasts until it is done or given up.
/// When the clock jumps over several occurrences it runs once. An occurrence that fails is tried again like any job; when it is given
/// up, the next occurrence is a fresh start, so that a recurring job is never kept as dead.
#[derive(Clone)]
pub struct RecurringJob {
    /// Runs it. The batch is always this one job.
    pub handler: Arc<dyn Handler>,
    /// The next occurrence, strictly after the given moment.
    pub next: fn(Timestamp) -> Timestamp,
}
