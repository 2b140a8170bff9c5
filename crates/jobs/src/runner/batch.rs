//! Running a batch: what the handler says of each job becomes a verdict for the queue. A handler that panics, hangs or miscounts has
//! failed, and takes nothing else down with it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::{ClaimedJob, Job};
use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio::time::timeout;
use uuid::Uuid;

use super::Parts;
use crate::back_off::{MOST_ATTEMPTS, MOST_FAILURES, pause};
use crate::handler::{Handler, Outcome};

/// Jobs of one kind from one claim.
pub(super) struct Batch {
    pub(super) lease: Uuid,
    pub(super) kind: &'static str,
    pub(super) jobs: Vec<ClaimedJob>,
}

/// A job that was run, and what the queue is to do with it.
pub(super) struct Judged {
    pub(super) lease: Uuid,
    pub(super) kind: &'static str,
    pub(super) job: Job,
    pub(super) verdict: Verdict,
}

pub(super) enum Verdict {
    /// It is done and goes.
    Done,
    /// A part is done, the rest follows at once.
    Continue { payload: serde_json::Value },
    /// It is tried again.
    Again { run_at: Timestamp, error: String, gives_up: bool },
    /// It is dead.
    Bury { attempts: u32, error: String },
    /// It recurs.
    Next { at: Timestamp, error: Option<String> },
}

const NO_OUTCOME: &str = "the handler gave no outcome for this job";
const PANICKED: &str = "the handler panicked";
const HUNG: &str = "the handler took too long";
/// Longer error texts are cut.
const LONGEST_ERROR: usize = 2000;

impl Parts {
    /// Runs a batch and judges its jobs.
    pub(super) async fn run_batch(self: Arc<Self>, batch: Batch) -> Vec<Judged> {
        let Batch { lease, kind, jobs } = batch;
        let Some(registered) = self.registered.get(kind) else { return Vec::new() };
        let handler = registered.handler.as_ref();
        let (given_up, to_run): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.gives_up || job.job.attempts >= MOST_ATTEMPTS);
        let to_run: Vec<Job> = to_run.into_iter().map(|claimed| claimed.job).collect();
        let outcomes = if to_run.is_empty() { Vec::new() } else { self.outcomes(handler, kind, &to_run).await };
        let ran = join_all(to_run.iter().zip(outcomes).map(|(job, outcome)| self.judge(kind, job, outcome))).await;
        let again = join_all(given_up.iter().map(|claimed| {
            let error = claimed.last_error.clone().unwrap_or_default();
            self.give_up(kind, &claimed.job, claimed.job.attempts, error)
        }))
        .await;
        let jobs = to_run.into_iter().chain(given_up.into_iter().map(|claimed| claimed.job));
        jobs.zip(ran.into_iter().chain(again)).map(|(job, verdict)| Judged { lease, kind, job, verdict }).collect()
    }

    /// One outcome for each job.
    async fn outcomes(&self, handler: &dyn Handler, kind: &'static str, jobs: &[Job]) -> Vec<Outcome> {
        let started = Instant::now();
        let mut outcomes = match self.guarded(handler.run(jobs)).await {
            Ok(outcomes) => outcomes,
            // Which of them was it? Alone, each answers for itself.
            Err(PANICKED) if jobs.len() > 1 => {
                let mut outcomes = Vec::with_capacity(jobs.len());
                for job in jobs {
                    let alone = self.guarded(handler.run(std::slice::from_ref(job))).await;
                    outcomes.push(alone.map_or_else(
                        |error| Outcome::Retry(error.to_owned()),
                        |mut outcome| outcome.pop().unwrap_or_else(|| Outcome::Retry(NO_OUTCOME.to_owned())),
                    ));
                }
                outcomes
            }
            Err(error) => vec![Outcome::Retry(error.to_owned()); jobs.len()],
        };
        outcomes.resize_with(jobs.len(), || Outcome::Retry(NO_OUTCOME.to_owned()));
        self.metrics.ran(kind, started.elapsed().as_secs_f64());
        outcomes
    }

    /// Runs what belongs to a handler, within bounds.
    async fn guarded<T>(&self, future: impl Future<Output = T>) -> Result<T, &'static str> {
        match timeout(self.settings.longest_run, AssertUnwindSafe(future).catch_unwind()).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(_)) => Err(PANICKED),
            Err(_) => Err(HUNG),
        }
    }

    async fn judge(&self, kind: &'static str, job: &Job, outcome: Outcome) -> Verdict {
        let failures = job.attempts + 1;
        match outcome {
            Outcome::Done => match self.next_occurrence(kind) {
                Some(at) => Verdict::Next { at, error: None },
                None => Verdict::Done,
            },
            Outcome::Continue(payload) => Verdict::Continue { payload },
            Outcome::Retry(error) if failures < MOST_ATTEMPTS => self.again(kind, failures, cut(error), false),
            Outcome::Retry(error) | Outcome::GiveUp(error) => self.give_up(kind, job, failures, cut(error)).await,
        }
    }

    /// Does what must follow from `failures` and then keeps the job as dead, or lets it recur.
    async fn give_up(&self, kind: &'static str, job: &Job, failures: u32, error: String) -> Verdict {
        if failures < MOST_FAILURES {
            let Some(registered) = self.registered.get(kind) else { return Verdict::Bury { attempts: failures, error } };
            let followed = self.guarded(registered.handler.gave_up(job, &error)).await;
            if let Err(failure) = followed.unwrap_or_else(|failure| Err(failure.to_owned())) {
                tracing::warn!(job.kind = kind, job.subject = %job.subject, error = failure, "what follows from giving up a job failed");
                return self.again(kind, failures.max(job.attempts + 1), error, true);
            }
        }
        match self.next_occurrence(kind) {
            Some(at) => Verdict::Next { at, error: Some(error) },
            None => Verdict::Bury { attempts: failures, error },
        }
    }

    /// After a pause; a recurring job no later than its next occurrence.
    fn again(&self, kind: &'static str, failures: u32, error: String, gives_up: bool) -> Verdict {
        let after_pause = self.now().plus(pause(failures, self.handle.randomness.as_ref()));
        let run_at = self.next_occurrence(kind).map_or(after_pause, |next| next.min(after_pause));
        Verdict::Again { run_at, error, gives_up }
    }

    fn next_occurrence(&self, kind: &'static str) -> Option<Timestamp> {
        self.registered.get(kind).and_then(|registered| registered.next).map(|next| next(self.now()))
    }
}

/// An error text as it can be stored: without NUL, and not longer than an operator can read.
fn cut(mut error: String) -> String {
    if error.len() > LONGEST_ERROR {
        error.truncate(error.floor_char_boundary(LONGEST_ERROR));
    }
    if error.contains('\0') { error.replace('\0', "\u{fffd}") } else { error }
}
