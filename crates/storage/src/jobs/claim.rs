//! Claiming: taking what is due, with a lease, so that nobody else runs it.
//!
//! One statement takes up to [`Channel::batch`] jobs of each open channel in the order (`run_at`, id). Taken are heads of lanes only: no
//! live job stands before them, and none of their lane is leased. Two claims at once see different rows (`SKIP LOCKED`); the one thing that
//! snapshots do not exclude, a head enqueued before a job that another claim is taking, fails on the unique index `job_running` and is
//! tried again.

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use super::job::{Channel, Job};
use crate::dialect::{FOLLOW_INDEXES, SKIP_LOCKED};
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::storage::Storage;
use crate::types::{At, Bound};

/// Most jobs of one channel that a claim takes: see [`Channel::batch`].
pub const BATCH: usize = 64;

/// The same for a channel whose jobs take long.
pub(super) const FEW: usize = 4;

/// The channels to claim from, by number.
pub type OpenChannels = [bool; Channel::ALL.len()];

/// What to claim.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// A fresh id that the claimed jobs carry until they are settled.
    pub lease: Uuid,
    /// When others may take them, in real time.
    pub leased_until: Timestamp,
    /// The program's time: later jobs wait.
    pub now: Timestamp,
    /// Kinds that the caller can run; others are left to programs that know them.
    pub kinds: &'a [&'static str],
    /// Channels with room for another batch.
    pub channels: OpenChannels,
}

/// A job under a lease of the caller.
#[derive(Clone, Debug)]
pub struct ClaimedJob {
    /// The job.
    pub job: Job,
    /// When it was to run.
    pub run_at: Timestamp,
    /// Its attempts are used up; only what must follow from that is left to do.
    pub gives_up: bool,
    /// Why its last attempt failed.
    pub last_error: Option<String>,
}

// `lease` comes along for the planner of PostgreSQL: a condition on it that it cannot estimate makes it expect a handful of rows and
// fetch them by key. `LIMIT 1 OFFSET 0` keeps the conditions from being turned into joins over the whole table.
macro_rules! due_in_channel {
    ($channel:literal, $run_at:literal) => {
        sql(concat!(
            "SELECT id, lease FROM (SELECT j.id, j.lease FROM job AS j WHERE j.channel = ",
            $channel,
            " AND j.state < 2 AND j.lease IS NULL AND j.run_at <= ",
            $run_at,
            " AND NOT EXISTS (SELECT 1 FROM job AS earlier WHERE earlier.subject = j.subject AND earlier.channel = j.channel \
             AND earlier.state < 2 AND (earlier.due_at, earlier.id) < (j.due_at, j.id) LIMIT 1 OFFSET 0) \
             AND NOT EXISTS (SELECT 1 FROM job AS running WHERE running.subject = j.subject AND running.channel = j.channel \
             AND running.lease IS NOT NULL LIMIT 1 OFFSET 0) AND j.kind IN (",
        ))
    };
}

const ORDER: Part = sql(") ORDER BY j.run_at, j.id LIMIT 64");
const ORDER_OF_FEW: Part = sql(") ORDER BY j.run_at, j.id LIMIT 4");
const LOCK: Part = Part::Sql(SKIP_LOCKED);
const KINDS: Part = Part::Each(0);

pub(super) const CLAIM: ListStatement = ListStatement {
    name: "claim jobs",
    arguments: 9,
    columns: &["kind"],
    parts: &[
        sql("WITH claimed AS MATERIALIZED ("),
        due_in_channel!("0", "$3"),
        KINDS,
        ORDER,
        LOCK,
        sql(") AS lifecycle UNION ALL "),
        due_in_channel!("1", "$4"),
        KINDS,
        ORDER,
        LOCK,
        sql(") AS dialog UNION ALL "),
        due_in_channel!("2", "$5"),
        KINDS,
        ORDER,
        LOCK,
        sql(") AS events UNION ALL "),
        due_in_channel!("3", "$6"),
        KINDS,
        ORDER,
        LOCK,
        sql(") AS notifications UNION ALL "),
        due_in_channel!("4", "$7"),
        KINDS,
        ORDER,
        LOCK,
        sql(") AS recurring UNION ALL "),
        due_in_channel!("5", "$8"),
        KINDS,
        ORDER_OF_FEW,
        LOCK,
        sql(") AS scans UNION ALL "),
        due_in_channel!("6", "$9"),
        KINDS,
        ORDER,
        LOCK,
        sql(
            ") AS deletions) UPDATE job SET lease = $1, leased_until = $2 FROM claimed WHERE job.id = claimed.id AND claimed.lease IS NULL \
             RETURNING job.id, job.kind, job.subject, job.channel, job.payload, job.state, job.due_at, job.run_at, job.attempts, job.last_error",
        ),
    ],
};

type Row = (Uuid, String, Uuid, i16, Json<serde_json::Value>, i16, At, At, i32, Option<String>);

const _: () = assert!(BATCH == 64 && FEW == 4 && Channel::ALL.len() == 7, "the statement names the numbers");

/// How often a claim that met another in a lane is made anew.
const TRIES: usize = 4;

impl Storage {
    /// Takes due jobs and gives them in the order (`run_at`, id).
    pub async fn claim_jobs(&self, claim: Claim<'_>) -> Result<Vec<ClaimedJob>, StorageError> {
        for _ in 1..TRIES {
            match self.try_to_claim(claim).await {
                Err(StorageError::Statement { problem, .. }) if problem.is_not_unique() => {}
                done => return done,
            }
        }
        self.try_to_claim(claim).await
    }

    async fn try_to_claim(&self, claim: Claim<'_>) -> Result<Vec<ClaimedJob>, StorageError> {
        if claim.kinds.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.begin().await?;
        exec!(transaction, FOLLOW_INDEXES, [])?;
        let until = |channel: Channel| Bound::of(if claim.channels[channel as usize] { claim.now } else { Timestamp::MIN });
        let rows = all_rows!(
            transaction,
            CLAIM,
            Row,
            [
                claim.lease,
                At(claim.leased_until),
                until(Channel::Lifecycle),
                until(Channel::Dialog),
                until(Channel::Events),
                until(Channel::Notifications),
                until(Channel::Recurring),
                until(Channel::Scans),
                until(Channel::Deletions),
            ],
            padded(claim.kinds),
            kind => [*kind]
        )?;
        let mut jobs = rows.into_iter().map(claimed).collect::<Result<Vec<_>, _>>()?;
        transaction.commit().await?;
        jobs.sort_by_key(|claimed| (claimed.run_at, claimed.job.id));
        Ok(jobs)
    }
}

fn claimed(row: Row) -> Result<ClaimedJob, StorageError> {
    let (id, kind, subject, channel, Json(payload), state, due_at, run_at, attempts, last_error) = row;
    let channel = Channel::stored(channel).ok_or(StorageError::meaningless("job", "channel", id))?;
    let attempts = u32::try_from(attempts).unwrap_or(0);
    let job = Job { id: JobId(id), kind, subject, channel, payload, due_at: due_at.0, attempts };
    Ok(ClaimedJob { job, run_at: run_at.0, gives_up: state == 1, last_error })
}
