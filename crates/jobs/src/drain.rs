//! Waiting until there is nothing to do (run-contract §4).
//!
//! The rows of the queue decide, so the wait covers the runners of every process, and it needs none in this one. What was done and what
//! failed meanwhile is counted by this process only: runners elsewhere are waited for, not counted.

use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::time::SharedClock;
use correspondence_storage::{Storage, StorageError};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::counts::Counts;

/// How often the queue is looked at while others work on it.
const LOOK: Duration = Duration::from_millis(15);

/// What happened during a drain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Jobs that this process finished since the drain began.
    pub done: u64,
    /// Attempts that failed in this process since the drain began.
    pub failed: u64,
    /// Jobs that wait for a later time, recurring ones included.
    pub scheduled: u64,
}

/// Jobs were still due or running when the time was over, or the database could not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("jobs are still due or running")]
pub struct DrainTimedOut;

pub(crate) async fn drain(
    storage: &Storage,
    clock: &SharedClock,
    counts: &Arc<Counts>,
    timeout: Duration,
) -> Result<Drained, DrainTimedOut> {
    let deadline = Instant::now() + timeout;
    let (done, failed) = (counts.done(), counts.failed());
    loop {
        match timeout_at(deadline, look(storage, clock, counts)).await {
            Ok(Ok(Some(scheduled))) => return Ok(Drained { done: counts.done() - done, failed: counts.failed() - failed, scheduled }),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the queue could not be looked at"),
            Err(_) => return Err(DrainTimedOut),
        }
        let next = Instant::now() + LOOK;
        if next >= deadline {
            return Err(DrainTimedOut);
        }
        sleep_until(next).await;
    }
}

/// The number of waiting jobs, if none is due or runs. A job leaves the table before this process has counted it, so its own runner
/// must have come to rest too.
///
/// It looks twice: what becomes due while a statement is on its way is later than the moment that statement asks about, and would be
/// taken for a job that waits. The second look asks about a moment after the first; between them nothing may have been finished.
async fn look(storage: &Storage, clock: &SharedClock, counts: &Counts) -> Result<Option<u64>, StorageError> {
    let finished = (counts.done(), counts.failed());
    for _ in 0..2 {
        if storage.jobs_busy(clock.now()).await? || counts.running() > 0 {
            return Ok(None);
        }
    }
    if (counts.done(), counts.failed()) != finished {
        return Ok(None);
    }
    storage.count_waiting_jobs().await.map(Some)
}
