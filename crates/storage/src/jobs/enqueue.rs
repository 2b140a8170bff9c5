//! Putting jobs into the queue, inside the transaction of what they follow from (design §3.1).

use std::collections::BTreeSet;

use correspondence_domain::identifiers::JobId;
use correspondence_domain::time::Timestamp;
use sqlx::types::Json;
use uuid::Uuid;

use super::job::NewJob;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::transaction::Transaction;
use crate::types::At;

/// Live jobs of the subjects that wait beyond `$1`, the earliest due time of the new jobs, and could stand before one of them.
pub(super) const WAITING_HEADS: ListStatement = ListStatement {
    name: "waiting heads of lanes",
    arguments: 2,
    columns: &["subject"],
    parts: &[
        sql("SELECT subject, channel, due_at, id, run_at FROM job WHERE state < 2 AND run_at > $1 AND due_at <= $2 AND subject IN ("),
        Part::Each(0),
        sql(")"),
    ],
};

pub(super) const INSERT: ListStatement = ListStatement {
    name: "insert jobs",
    arguments: 0,
    columns: &["id", "kind", "subject", "channel", "payload", "due_at", "run_at"],
    parts: &[sql("INSERT INTO job ("), Part::Columns, sql(") VALUES "), Part::Rows, sql(" ON CONFLICT (id) DO NOTHING")],
};

/// Most subjects one look-up of heads asks for.
const SUBJECTS: usize = 1024;

struct Head {
    subject: Uuid,
    channel: i16,
    place: (Timestamp, JobId),
    run_at: Timestamp,
}

impl Transaction {
    /// Puts jobs into the queue. A job that joins a lane whose head waits for its next attempt waits with it.
    pub async fn enqueue(&mut self, jobs: &[NewJob]) -> Result<(), StorageError> {
        let heads = self.waiting_heads(jobs).await?;
        self.insert_jobs(jobs, &heads).await
    }

    /// As [`enqueue`](Self::enqueue), in a statement less, for subjects that came into being in this transaction: nobody else can have
    /// put jobs into their lanes, so there is no head to wait for.
    pub async fn enqueue_first(&mut self, jobs: &[NewJob]) -> Result<(), StorageError> {
        self.insert_jobs(jobs, &[]).await
    }

    async fn waiting_heads(&mut self, jobs: &[NewJob]) -> Result<Vec<Head>, StorageError> {
        let due = jobs.iter().map(|job| job.due_at);
        let (Some(earliest), Some(latest)) = (due.clone().min(), due.max()) else { return Ok(Vec::new()) };
        let subjects: Vec<Uuid> = jobs.iter().map(|job| job.subject).collect::<BTreeSet<_>>().into_iter().collect();
        let mut heads = Vec::new();
        for subjects in subjects.chunks(SUBJECTS) {
            let rows = all_rows!(
                self,
                WAITING_HEADS,
                (Uuid, i16, At, Uuid, At),
                [At(earliest), At(latest)],
                padded(subjects),
                subject => [*subject]
            )?;
            heads.extend(rows.into_iter().map(|(subject, channel, due_at, id, run_at)| Head {
                subject,
                channel,
                place: (due_at.0, JobId(id)),
                run_at: run_at.0,
            }));
        }
        Ok(heads)
    }

    async fn insert_jobs(&mut self, jobs: &[NewJob], heads: &[Head]) -> Result<(), StorageError> {
        for jobs in jobs.chunks(INSERT.most_items()) {
            exec_rows!(self, INSERT, [], jobs, job => [
                job.id.0,
                job.kind,
                job.subject,
                job.channel.number(),
                Json(&job.payload),
                At(job.due_at),
                At(first_attempt(job, heads)),
            ])?;
        }
        Ok(())
    }
}

/// When due, but not before the jobs that stand before it in its lane.
fn first_attempt(job: &NewJob, heads: &[Head]) -> Timestamp {
    heads
        .iter()
        .filter(|head| head.subject == job.subject && head.channel == job.channel.number() && head.place < (job.due_at, job.id))
        .map(|head| head.run_at)
        .fold(job.due_at, Timestamp::max)
}
