//! Jobs for the eyes of operators and tests, and the way back for dead ones.

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::job::Channel;
use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::At;

/// What a job is doing (run-contract §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time, for its turn, or for somebody to take it.
    Scheduled,
    /// Somebody runs it.
    Running,
    /// Its attempts are used up. It stays until somebody revives it.
    Dead,
}

/// A job in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedJob {
    /// The job.
    pub id: JobId,
    /// Names its handler.
    pub kind: String,
    /// The correspondence or attachment it is about.
    pub subject: Uuid,
    /// With the subject, its lane.
    pub channel: Channel,
    /// What it is doing.
    pub state: JobState,
    /// Its next attempt, or the one that runs or was the last, on the program's clock.
    pub run_at: Timestamp,
    /// Attempts that failed.
    pub attempts: u32,
    /// Why the last of them failed.
    pub last_error: Option<String>,
}

pub(super) const LIST: Statement = Statement::new(
    "list jobs",
    "SELECT id, kind, subject, channel, state, lease, run_at, attempts, last_error FROM job ORDER BY run_at, id LIMIT $1",
);

pub(super) const LIST_DEAD: Statement = Statement::new(
    "list dead jobs",
    "SELECT id, kind, subject, channel, state, lease, run_at, attempts, last_error FROM job WHERE state = 2 ORDER BY run_at, id LIMIT $1",
);

pub(super) const REVIVE: Statement =
    Statement::new("revive a dead job", "UPDATE job SET state = 0, attempts = 0, run_at = $2 WHERE id = $1 AND state = 2");

type Row = (Uuid, String, Uuid, i16, i16, Option<Uuid>, At, i32, Option<String>);

impl Storage {
    /// The first `limit` jobs in order of their next attempt. This sorts them all: for tests, not for a long queue.
    pub async fn list_jobs(&self, limit: u32) -> Result<Vec<ListedJob>, StorageError> {
        let rows = all!(self.read().await?, LIST, Row, [i64::from(limit)])?;
        rows.into_iter().map(listed).collect()
    }

    /// The first `limit` dead jobs in order of their last attempt.
    pub async fn list_dead_jobs(&self, limit: u32) -> Result<Vec<ListedJob>, StorageError> {
        let rows = all!(self.read().await?, LIST_DEAD, Row, [i64::from(limit)])?;
        rows.into_iter().map(listed).collect()
    }

    /// Puts a dead job back, to run at `now` by the program's clock with all its attempts. It takes its old place in its lane.
    /// `false`: there is no such dead job.
    pub async fn revive_job(&self, job: JobId, now: Timestamp) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let revived = exec!(session, REVIVE, [job.0, At(now)])?;
        session.done().await?;
        Ok(revived == 1)
    }
}

fn listed(row: Row) -> Result<ListedJob, StorageError> {
    let (id, kind, subject, channel, state, lease, run_at, attempts, last_error) = row;
    Ok(ListedJob {
        id: JobId(id),
        kind,
        subject,
        channel: Channel::stored(channel).ok_or(StorageError::meaningless("job", "channel", id))?,
        state: match (state, lease) {
            (2, _) => JobState::Dead,
            (_, Some(_)) => JobState::Running,
            (_, None) => JobState::Scheduled,
        },
        run_at: run_at.0,
        attempts: u32::try_from(attempts).unwrap_or(0),
        last_error,
    })
}
