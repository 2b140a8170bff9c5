//! The runtime of background work: claim, lease, retry, lanes, recurring jobs, drain.
//!
//! A [`Runner`] takes due jobs from the queue in batches, gives them to their [`Handler`]s, and settles them by what the handlers say.
//! Rows in the queue's table are the only truth; any number of runners in any number of processes share it. A [`JobsHandle`] is what
//! the rest of the program holds: it wakes runners after a commit and waits for the queue to run dry.
//!
//! This crate knows rows of jobs, not what the jobs mean. A job is run at least once: a handler must be harmless to repeat.

mod back_off;
mod counts;
mod drain;
mod handle;
mod handler;
mod metrics;
mod runner;
mod settings;
mod wake_up;

pub use back_off::MOST_ATTEMPTS;
pub use correspondence_storage::jobs::{Channel, Job, JobState, ListedJob, NewJob};
pub use drain::{DrainTimedOut, Drained};
pub use handle::JobsHandle;
pub use handler::{Handler, Outcome, RecurringJob};
pub use runner::{DeadJob, Runner, RunnerError};
pub use settings::Settings;

/// A boxed future that can be sent between threads.
pub use futures_util::future::BoxFuture;
