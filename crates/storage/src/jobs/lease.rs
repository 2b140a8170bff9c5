//! Leases: how long a claimed job belongs to its runner. They are of real time (run-contract §4).

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::{At, Bound};

/// A job whose lease ran out: whoever ran it is gone, or cannot reach the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostJob {
    /// The job.
    pub id: JobId,
    /// Names its handler, which this program need not have.
    pub kind: String,
    /// The lease that ran out.
    pub lease: Uuid,
    /// Attempts that failed before the lost one.
    pub attempts: u32,
    /// As of [`ClaimedJob`](super::ClaimedJob).
    pub gives_up: bool,
    /// Why the last of them failed.
    pub last_error: Option<String>,
}

/// Most lost jobs given at once.
const LOST_AT_ONCE: i64 = 256;

pub(super) const LOST: Statement = Statement::new(
    "jobs with a lease run out",
    "SELECT id, kind, lease, attempts, state, last_error FROM job WHERE lease IS NOT NULL AND leased_until <= $1 LIMIT $2",
);

pub(super) const RENEW: ListStatement = ListStatement {
    name: "renew leases",
    arguments: 1,
    columns: &["lease"],
    parts: &[sql("UPDATE job SET leased_until = $1 WHERE lease IN ("), Part::Each(0), sql(")")],
};

pub(super) const RELEASE: ListStatement = ListStatement {
    name: "release leases",
    arguments: 0,
    columns: &["lease"],
    parts: &[sql("UPDATE job SET lease = NULL, leased_until = NULL WHERE lease IN ("), Part::Each(0), sql(")")],
};

impl Storage {
    /// Jobs whose lease ended at `real_now` or before, at most 256.
    pub async fn lost_jobs(&self, real_now: Timestamp) -> Result<Vec<LostJob>, StorageError> {
        let rows = all!(self.read().await?, LOST, (Uuid, String, Uuid, i32, i16, Option<String>), [Bound::of(real_now), LOST_AT_ONCE])?;
        Ok(rows
            .into_iter()
            .map(|(id, kind, lease, attempts, state, last_error)| LostJob {
                id: JobId(id),
                kind,
                lease,
                attempts: u32::try_from(attempts).unwrap_or(0),
                gives_up: state == 1,
                last_error,
            })
            .collect())
    }

    /// Extends leases to `until`, in real time.
    pub async fn renew_leases(&self, leases: &[Uuid], until: Timestamp) -> Result<(), StorageError> {
        if leases.is_empty() {
            return Ok(());
        }
        let mut session = self.write().await?;
        exec_rows!(session, RENEW, [At(until)], padded(leases), lease => [*lease])?;
        session.done().await
    }

    /// Gives the jobs of these leases back to the queue as they were: the attempt does not count.
    pub async fn release_leases(&self, leases: &[Uuid]) -> Result<(), StorageError> {
        if leases.is_empty() {
            return Ok(());
        }
        let mut session = self.write().await?;
        exec_rows!(session, RELEASE, [], padded(leases), lease => [*lease])?;
        session.done().await
    }
}
