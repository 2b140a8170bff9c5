//! Settling: verdicts are written to the queue. While one write runs others gather, so many small batches cost few commits.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use correspondence_domain::identifiers::JobId;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::FailedJob;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Duration, Instant, sleep};
use uuid::Uuid;

use super::batch::{Judged, Verdict};
use super::{DeadJob, Parts};
use crate::metrics::Settled;

/// Most batches whose verdicts are written together.
const TOGETHER: usize = 256;
/// Pause before another try when the database cannot be reached.
const BEFORE_WRITING_AGAIN: Duration = Duration::from_millis(250);

/// Settles what arrives until every sender is gone.
pub(super) async fn settle(parts: Arc<Parts>, mut judged: UnboundedReceiver<Vec<Judged>>) {
    let mut batches = Vec::new();
    while judged.recv_many(&mut batches, TOGETHER).await > 0 {
        let mut by_lease: HashMap<Uuid, Vec<Judged>> = HashMap::new();
        for judged in batches.drain(..).flatten() {
            by_lease.entry(judged.lease).or_default().push(judged);
        }
        for (lease, jobs) in by_lease {
            parts.settle_lease(lease, &jobs).await;
            parts.leases.settle(lease, jobs.len());
            for judged in &jobs {
                parts.handle.counts.end(judged.job.channel, 1);
            }
        }
        // There is room, and the next of a lane may go.
        parts.handle.wake_up.wake_here();
    }
}

impl Parts {
    /// Writes the verdicts on jobs of one lease. While the database cannot be reached it keeps trying, as long as a lease lasts; then
    /// the jobs are left to whoever takes them back.
    async fn settle_lease(&self, lease: Uuid, jobs: &[Judged]) {
        let mut unsettled: Vec<&Judged> = jobs.iter().collect();
        let give_up_at = Instant::now() + self.settings.lease;
        loop {
            let Err(error) = self.write(lease, &mut unsettled).await else { return };
            if Instant::now() > give_up_at {
                tracing::error!(%error, jobs = unsettled.len(), "jobs that ran were not settled and will run again");
                return;
            }
            tracing::warn!(%error, "jobs are not settled yet");
            sleep(BEFORE_WRITING_AGAIN).await;
        }
    }

    /// Writes verdicts and takes from `unsettled` what was written.
    async fn write(&self, lease: Uuid, unsettled: &mut Vec<&Judged>) -> Result<(), StorageError> {
        let storage = &self.handle.storage;
        let done: Vec<JobId> =
            unsettled.iter().filter(|judged| matches!(judged.verdict, Verdict::Done)).map(|judged| judged.job.id).collect();
        let settled = storage.delete_done_jobs(lease, &done).await?;
        self.count(unsettled, &settled, Settled::Done);
        unsettled.retain(|judged| !matches!(judged.verdict, Verdict::Done));

        let failed: Vec<FailedJob> = unsettled.iter().filter_map(|judged| failed(judged)).collect();
        let settled = storage.fail_jobs(lease, None, &failed).await?;
        self.count(unsettled, &settled, Settled::Failed);
        unsettled.retain(|judged| !matches!(judged.verdict, Verdict::Again { .. }));

        while let Some(judged) = unsettled.last() {
            self.write_last(lease, judged).await?;
            unsettled.pop();
        }
        Ok(())
    }

    /// Writes a verdict that comes one at a time.
    async fn write_last(&self, lease: Uuid, judged: &Judged) -> Result<(), StorageError> {
        let (storage, job) = (&self.handle.storage, &judged.job);
        match &judged.verdict {
            Verdict::Bury { attempts, error } => {
                if storage.bury_job(lease, job.id, *attempts, error).await? {
                    self.count(&[judged], &[job.id], Settled::Dead);
                    self.mourn(judged, *attempts, error);
                }
            }
            Verdict::Continue { payload } => {
                if storage.continue_job(lease, job.id, self.now(), payload).await? {
                    self.count(&[judged], &[job.id], Settled::Done);
                }
            }
            Verdict::Next { at, error } => {
                if storage.reschedule_job(lease, job.id, *at, error.as_deref()).await? {
                    let outcome = if error.is_some() { Settled::Dead } else { Settled::Done };
                    self.count(&[judged], &[job.id], outcome);
                    if error.is_some() {
                        tracing::error!(job.kind = judged.kind, "an occurrence of a recurring job was given up");
                    }
                }
            }
            Verdict::Done | Verdict::Again { .. } => {}
        }
        Ok(())
    }

    /// Logged without the error: what a remote said may hold more than a log should (it is kept with the job).
    fn mourn(&self, judged: &Judged, attempts: u32, error: &str) {
        let Judged { kind, job, .. } = judged;
        tracing::error!(job.kind = kind, job.subject = %job.subject, "a job is dead: it was given up");
        (self.on_dead)(&DeadJob { id: job.id, kind: job.kind.clone(), subject: job.subject, attempts, error: error.to_owned() });
    }

    /// Counts those of `judged` that were `settled`: for a job that went to another runner meanwhile, nothing happened here.
    fn count(&self, judged: &[&Judged], settled: &[JobId], outcome: Settled) {
        let ids: HashSet<JobId> = settled.iter().copied().collect();
        let mut by_kind: HashMap<&str, u64> = HashMap::new();
        for judged in judged.iter().filter(|judged| ids.contains(&judged.job.id)) {
            *by_kind.entry(judged.kind).or_default() += 1;
        }
        for (kind, jobs) in by_kind {
            self.metrics.settled(kind, outcome, jobs);
        }
        let jobs = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        match outcome {
            Settled::Done => self.handle.counts.add_done(jobs),
            Settled::Failed | Settled::Dead | Settled::Lost => self.handle.counts.add_failed(jobs),
        }
    }
}

fn failed(judged: &Judged) -> Option<FailedJob> {
    let Verdict::Again { run_at, error, gives_up } = &judged.verdict else { return None };
    Some(FailedJob { id: judged.job.id, run_at: *run_at, error: error.clone(), gives_up: *gives_up })
}
