//! What the queue looks like from outside, at a cost that does not grow with it (but for the count that only tests ask for).

use correspondence_domain::time::Timestamp;

use super::job::Channel;
use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::At;

/// Figures for operators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueFigures {
    /// Jobs that are due and not running; counting stops at [`QueueFigures::MOST`].
    pub due: u64,
    /// When the oldest of them was to run, on the program's clock.
    pub oldest_due: Option<Timestamp>,
    /// Jobs that run somewhere.
    pub running: u64,
    /// Dead jobs; counting stops at [`QueueFigures::MOST`].
    pub dead: u64,
}

impl QueueFigures {
    /// Where counting stops: the figures mean "so many or more".
    pub const MOST: u64 = 10_000;
}

const _: () = assert!(Channel::ALL.len() == 7, "the statements name the channels by their numbers");

macro_rules! first_run {
    ($condition:literal) => {
        concat!(
            "(SELECT min(run_at) FROM (",
            "SELECT min(run_at) AS run_at FROM job WHERE channel = 0 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 1 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 2 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 3 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 4 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 5 AND state < 2 AND lease IS NULL AND ",
            $condition,
            " UNION ALL SELECT min(run_at) FROM job WHERE channel = 6 AND state < 2 AND lease IS NULL AND ",
            $condition,
            ") AS by_channel)"
        )
    };
}

pub(super) const NEXT_RUN: Statement = Statement::new("next run of a job", concat!("SELECT ", first_run!("run_at > $1")));

pub(super) const FIGURES: Statement = Statement::new(
    "figures of the queue",
    concat!(
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM job WHERE channel IN (0, 1, 2, 3, 4, 5, 6) AND run_at <= $1 AND state < 2 AND lease IS NULL \
         LIMIT 10000) AS due), ",
        first_run!("run_at <= $1"),
        ", (SELECT count(*) FROM job WHERE lease IS NOT NULL), (SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 2 LIMIT 10000) AS dead)"
    ),
);

/// A job behind another of its lane is not due, whatever its time: the other one is due, runs, or waits for its own time.
pub(super) const BUSY: Statement = Statement::new(
    "is a job due or running",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM job WHERE lease IS NOT NULL) OR EXISTS (SELECT 1 FROM job AS j \
     WHERE j.channel IN (0, 1, 2, 3, 4, 5, 6) AND j.run_at <= $1 AND j.state < 2 AND j.lease IS NULL \
     AND NOT EXISTS (SELECT 1 FROM job AS earlier WHERE earlier.subject = j.subject AND earlier.channel = j.channel AND earlier.state < 2 \
     AND (earlier.due_at, earlier.id) < (j.due_at, j.id) LIMIT 1 OFFSET 0)) THEN 1 ELSE 0 END",
);

pub(super) const WAITING: Statement = Statement::new("count waiting jobs", "SELECT count(*) FROM job WHERE state < 2 AND lease IS NULL");

impl Storage {
    /// The earliest attempt after `now` of any job that waits.
    pub async fn next_job_run(&self, now: Timestamp) -> Result<Option<Timestamp>, StorageError> {
        let (at,) = one!(self.read().await?, NEXT_RUN, (Option<At>,), [At(now)])?;
        Ok(at.map(|At(at)| at))
    }

    /// Whether any job is due at `now`, by the program's clock, or runs somewhere. Jobs of a dead process run until their lease ends.
    pub async fn jobs_busy(&self, now: Timestamp) -> Result<bool, StorageError> {
        let (busy,) = one!(self.read().await?, BUSY, (i32,), [At(now)])?;
        Ok(busy != 0)
    }

    /// How many live jobs do not run. This counts them all: for tests, not for a long queue.
    pub async fn count_waiting_jobs(&self) -> Result<u64, StorageError> {
        let (count,) = one!(self.read().await?, WAITING, (i64,), [])?;
        Ok(count.unsigned_abs())
    }

    /// Figures for operators, at `now` by the program's clock.
    pub async fn job_figures(&self, now: Timestamp) -> Result<QueueFigures, StorageError> {
        let (due, oldest, running, dead) = one!(self.read().await?, FIGURES, (i64, Option<At>, i64, i64), [At(now)])?;
        Ok(QueueFigures {
            due: due.unsigned_abs(),
            oldest_due: oldest.map(|At(at)| at),
            running: running.unsigned_abs(),
            dead: dead.unsigned_abs(),
        })
    }
}
