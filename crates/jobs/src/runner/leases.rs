//! Leases: renewing those of this runner, and taking back those that ran out, whosever they were.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::{FailedJob, LostJob};
use correspondence_storage::{Engine, StorageError};
use jiff::SignedDuration;
use tokio::time::{Duration, MissedTickBehavior, interval};
use uuid::Uuid;

use super::Parts;
use crate::back_off::pause_after_loss;
use crate::metrics::Settled;

const LOST: &str = "the lease ran out: the process that ran the job was stopped, or lost the database";

/// Leases with jobs that are not settled, and how many.
#[derive(Debug, Default)]
pub(super) struct Leases(Mutex<HashMap<Uuid, usize>>);

impl Leases {
    pub(super) fn begin(&self, lease: Uuid, jobs: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(lease, jobs);
    }

    pub(super) fn settle(&self, lease: Uuid, jobs: usize) {
        let mut leases = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = leases.get_mut(&lease) {
            *left = left.saturating_sub(jobs);
            if *left == 0 {
                leases.remove(&lease);
            }
        }
    }

    pub(super) fn all(&self) -> Vec<Uuid> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}

impl Parts {
    /// When a lease given or renewed now ends.
    pub(super) fn lease_end(&self) -> Timestamp {
        self.handle.clock.real_now().plus(signed(self.settings.lease))
    }

    /// Renews leases as long as it is polled.
    pub(super) async fn renew_leases(&self) {
        let mut ticks = interval(self.settings.renewal);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.handle.storage.renew_leases(&self.leases.all(), self.lease_end()).await {
                tracing::warn!(%error, "leases of jobs were not renewed");
            }
        }
    }

    /// An embedded database has one process. Leases found when it starts are of a process that is gone.
    pub(super) async fn take_back_stale_leases(&self) -> Result<(), StorageError> {
        if self.handle.storage.engine() == Engine::Sqlite {
            while self.take_back(Timestamp::MAX).await? > 0 {}
        }
        Ok(())
    }

    /// Takes back jobs whose lease has run out. For each it is a failed attempt: a job that kills its process must come to an end too.
    pub(super) async fn take_back_lost(&self) -> Result<(), StorageError> {
        self.take_back(self.handle.clock.real_now()).await.map(|_| ())
    }

    /// The number of jobs found; another runner may have been first to take them back.
    async fn take_back(&self, ended_before: Timestamp) -> Result<usize, StorageError> {
        let lost = self.handle.storage.lost_jobs(ended_before).await?;
        let found = lost.len();
        let mut by_lease: HashMap<Uuid, Vec<LostJob>> = HashMap::new();
        for job in lost {
            by_lease.entry(job.lease).or_default().push(job);
        }
        for (lease, jobs) in by_lease {
            let failed: Vec<FailedJob> = jobs.iter().map(|job| self.failed_by_loss(job)).collect();
            let taken = self.handle.storage.fail_jobs(lease, Some(ended_before), &failed).await?;
            for job in jobs.iter().filter(|job| taken.contains(&job.id)) {
                self.metrics.settled(&job.kind, Settled::Lost, 1);
                tracing::warn!(job.kind, job.id = %job.id, "the lease of a job ran out");
            }
        }
        Ok(found)
    }

    fn failed_by_loss(&self, job: &LostJob) -> FailedJob {
        let pause = pause_after_loss(job.attempts + 1, self.handle.randomness.as_ref());
        // What is tried again after giving up still needs the reason of the last real attempt.
        let error = job.last_error.clone().filter(|_| job.gives_up).unwrap_or_else(|| LOST.to_owned());
        FailedJob { id: job.id, run_at: self.now().plus(pause), error, gives_up: job.gives_up }
    }
}

/// As the clock counts.
fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}
