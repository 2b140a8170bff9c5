//! The runner: one for a process, any number for a queue.
//!
//! | Module | Does |
//! |---|---|
//! | `claims` | the loop: sleep, claim, hand out |
//! | `batch` | runs a batch and turns outcomes into verdicts |
//! | `settle` | writes verdicts to the queue, those of many batches together |
//! | `leases` | renews own leases, takes back those of others that ran out |
//!
//! No transaction is open while a handler runs, and nothing here waits for one job before it takes another of a different lane.

mod batch;
mod claims;
mod leases;
mod settle;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, NewJob};
use prometheus::Registry;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::handle::JobsHandle;
use crate::handler::{Handler, RecurringJob};
use crate::metrics::Metrics;
use crate::settings::Settings;
use leases::Leases;

/// Most kinds that a runner can have handlers for.
const MOST_KINDS: usize = 256;

/// Takes due jobs and runs them.
pub struct Runner {
    parts: Parts,
}

/// A runner that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// Two handlers have one kind.
    #[error("two handlers of jobs of kind {0}")]
    DuplicateKind(&'static str),
    /// There are more kinds than one claim can ask for.
    #[error("more than {MOST_KINDS} kinds of jobs")]
    TooManyKinds,
    /// The metrics are registered already: a registry has room for one runner.
    #[error("metrics of jobs: {0}")]
    Metrics(#[from] prometheus::Error),
}

/// A job that was given up, for whoever tells people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadJob {
    /// The job.
    pub id: JobId,
    /// Names its handler.
    pub kind: String,
    /// The correspondence or attachment it was about.
    pub subject: Uuid,
    /// Attempts that failed.
    pub attempts: u32,
    /// Why the last of them failed.
    pub error: String,
}

/// Told of each dead job.
type OnDead = Box<dyn Fn(&DeadJob) + Send + Sync>;

/// What the tasks of a runner share.
struct Parts {
    handle: JobsHandle,
    registered: HashMap<&'static str, Registered>,
    kinds: Vec<&'static str>,
    settings: Settings,
    metrics: Metrics,
    leases: Leases,
    on_dead: OnDead,
}

struct Registered {
    handler: Arc<dyn Handler>,
    /// Of recurring jobs: the occurrence after a moment.
    next: Option<fn(Timestamp) -> Timestamp>,
}

impl Runner {
    /// A runner for these kinds of jobs. Jobs of other kinds are left to programs that know them.
    ///
    /// # Errors
    /// [`RunnerError`] for a kind with two handlers, and for a registry that has a runner's metrics already.
    pub fn new(
        handle: &JobsHandle,
        handlers: Vec<Arc<dyn Handler>>,
        recurring: Vec<RecurringJob>,
        registry: &Registry,
    ) -> Result<Self, RunnerError> {
        let once = handlers.into_iter().map(|handler| Registered { handler, next: None });
        let recurring = recurring.into_iter().map(|job| Registered { handler: job.handler, next: Some(job.next) });
        let mut registered = HashMap::new();
        let mut kinds = Vec::new();
        for entry in once.chain(recurring) {
            let kind = entry.handler.kind();
            if registered.insert(kind, entry).is_some() {
                return Err(RunnerError::DuplicateKind(kind));
            }
            kinds.push(kind);
        }
        if kinds.len() > MOST_KINDS {
            return Err(RunnerError::TooManyKinds);
        }
        let parts = Parts {
            handle: handle.clone(),
            registered,
            kinds,
            settings: Settings::default(),
            metrics: Metrics::new(registry)?,
            leases: Leases::default(),
            on_dead: Box::new(|_| {}),
        };
        Ok(Self { parts })
    }

    /// With other measures than the default ones.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.parts.settings = settings;
        self
    }

    /// Calls `tell` for each job that is dead, once it is. It must return at once.
    #[must_use]
    pub fn on_dead(mut self, tell: impl Fn(&DeadJob) + Send + Sync + 'static) -> Self {
        self.parts.on_dead = Box::new(tell);
        self
    }

    /// The handle it was made from.
    #[must_use]
    pub fn handle(&self) -> JobsHandle {
        self.parts.handle.clone()
    }

    /// Runs jobs until `stop` is cancelled. Then no more are claimed, running batches get [`Settings::stop_grace`], and the jobs that did
    /// not end are given back to the queue. Dropping the future is like killing the process: its jobs wait for the end of their leases.
    pub async fn run(self, stop: CancellationToken) {
        claims::run(Arc::new(self.parts), stop).await;
    }
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").field("kinds", &self.parts.kinds).finish_non_exhaustive()
    }
}

impl Parts {
    fn now(&self) -> Timestamp {
        self.handle.clock.now()
    }

    /// Puts recurring jobs that are not in the queue there, at their next occurrence.
    async fn add_recurring(&self) -> Result<(), StorageError> {
        let now = self.now();
        let jobs: Vec<NewJob> =
            self.registered.iter().filter_map(|(kind, registered)| registered.next.map(|next| recurring_job(kind, next(now)))).collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let mut transaction = self.handle.storage.begin().await?;
        transaction.enqueue_first(&jobs).await?;
        transaction.commit().await
    }
}

/// The row of a recurring job: there is one for a kind, in a lane of its own.
fn recurring_job(kind: &'static str, due_at: Timestamp) -> NewJob {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("recurring:{kind}").as_bytes());
    NewJob { id: JobId(id), kind, subject: id, channel: Channel::Recurring, payload: serde_json::json!({}), due_at }
}
