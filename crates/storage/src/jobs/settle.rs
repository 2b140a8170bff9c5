//! What becomes of a job that was run. Only jobs still under the given lease change: whoever finishes late, after the lease went to
//! another, changes nothing.

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use crate::dialect::FOLLOW_INDEXES;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::{At, Bound};

/// A job whose attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedJob {
    /// The job.
    pub id: JobId,
    /// Its next attempt, on the program's clock.
    pub run_at: Timestamp,
    /// Why it failed. Shown to operators.
    pub error: String,
    /// Its attempts are used up; what is tried again is only what must follow from that.
    pub gives_up: bool,
}

pub(super) const DELETE_DONE: ListStatement = ListStatement {
    name: "delete done jobs",
    arguments: 1,
    columns: &["id"],
    parts: &[sql("DELETE FROM job WHERE lease = $1 AND id IN ("), Part::Each(0), sql(") RETURNING id")],
};

pub(super) const FAIL: ListStatement = ListStatement {
    name: "fail jobs",
    arguments: 2,
    columns: &["id", "run_at", "last_error", "state"],
    parts: &[
        sql("UPDATE job SET lease = NULL, leased_until = NULL, attempts = attempts + 1, run_at = CASE id "),
        Part::When(0, 1),
        sql(" ELSE run_at END, last_error = CASE id "),
        Part::When(0, 2),
        sql(" ELSE last_error END, state = CASE id "),
        Part::When(0, 3),
        sql(" ELSE state END WHERE lease = $1 AND leased_until <= $2 AND id IN ("),
        Part::Each(0),
        sql(") RETURNING id"),
    ],
};

/// Jobs behind a failed one must not sit at the front of the claim index while they cannot run.
pub(super) const PUSH_FOLLOWERS: ListStatement = ListStatement {
    name: "push jobs behind their head",
    arguments: 0,
    columns: &["id"],
    parts: &[
        sql("UPDATE job AS follower SET run_at = head.run_at FROM job AS head WHERE head.id IN ("),
        Part::Each(0),
        sql(") AND follower.subject = head.subject AND follower.channel = head.channel AND follower.state < 2 \
             AND (follower.due_at, follower.id) > (head.due_at, head.id) AND follower.run_at < head.run_at AND follower.lease IS NULL"),
    ],
};

pub(super) const BURY: Statement = Statement::new(
    "keep a job as dead",
    "UPDATE job SET state = 2, attempts = $3, last_error = $4, lease = NULL, leased_until = NULL WHERE id = $1 AND lease = $2",
);

pub(super) const RESCHEDULE: Statement = Statement::new(
    "schedule a recurring job",
    "UPDATE job SET state = 0, attempts = 0, payload = $5, due_at = $3, run_at = $3, last_error = $4, lease = NULL, leased_until = NULL \
     WHERE id = $1 AND lease = $2",
);

/// It keeps its place in its lane.
pub(super) const CONTINUE: Statement = Statement::new(
    "continue a job",
    "UPDATE job SET attempts = 0, payload = $4, run_at = $3, last_error = NULL, lease = NULL, leased_until = NULL \
     WHERE id = $1 AND lease = $2",
);

impl Storage {
    /// Removes jobs that are done and gives those that were still under the lease.
    pub async fn delete_done_jobs(&self, lease: Uuid, jobs: &[JobId]) -> Result<Vec<JobId>, StorageError> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let mut session = self.write().await?;
        let deleted = all_rows!(session, DELETE_DONE, (Uuid,), [lease], padded(jobs), job => [job.0])?;
        session.done().await?;
        Ok(deleted.into_iter().map(|(id,)| JobId(id)).collect())
    }

    /// Counts a failed attempt of each job, and moves the jobs behind it in its lane behind its next attempt. Gives the jobs that were
    /// still under the lease. `lost_at`: only those whose lease had run out then, in real time.
    pub async fn fail_jobs(&self, lease: Uuid, lost_at: Option<Timestamp>, jobs: &[FailedJob]) -> Result<Vec<JobId>, StorageError> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.begin().await?;
        exec!(transaction, FOLLOW_INDEXES, [])?;
        let ended_before = Bound::of(lost_at.unwrap_or(Timestamp::MAX));
        let rows = all_rows!(transaction, FAIL, (Uuid,), [lease, ended_before], padded(jobs), job => [
            job.id.0,
            At(job.run_at),
            job.error.clone(),
            i16::from(job.gives_up),
        ])?;
        let failed: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
        if !failed.is_empty() {
            exec_rows!(transaction, PUSH_FOLLOWERS, [], padded(&failed), id => [*id])?;
        }
        transaction.commit().await?;
        Ok(failed.into_iter().map(JobId).collect())
    }

    /// Keeps a job as dead, after `attempts` failed ones. `false`: it was no longer under the lease.
    pub async fn bury_job(&self, lease: Uuid, job: JobId, attempts: u32, error: &str) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let attempts = i32::try_from(attempts).unwrap_or(i32::MAX);
        let buried = exec!(session, BURY, [job.0, lease, attempts, error])?;
        session.done().await?;
        Ok(buried == 1)
    }

    /// Lets a job that did a part of its work run again at `now`, with a payload that tells what is left. `false`: it was no longer under
    /// the lease.
    pub async fn continue_job(&self, lease: Uuid, job: JobId, now: Timestamp, payload: &serde_json::Value) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let continued = exec!(session, CONTINUE, [job.0, lease, At(now), Json(payload)])?;
        session.done().await?;
        Ok(continued == 1)
    }

    /// Gives a recurring job its next time, with a clean slate and no payload. `error`: how its last occurrence failed. `false`: it was no longer
    /// under the lease.
    pub async fn reschedule_job(&self, lease: Uuid, job: JobId, next: Timestamp, error: Option<&str>) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let rescheduled = exec!(session, RESCHEDULE, [job.0, lease, At(next), error, Json(&serde_json::json!({}))])?;
        session.done().await?;
        Ok(rescheduled == 1)
    }
}
