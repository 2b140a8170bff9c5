//! What the runner of this process has done and is doing, for `drain`.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use correspondence_storage::jobs::{Channel, OpenChannels};
use tokio::sync::Notify;

/// Counts of one process.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    done: AtomicU64,
    failed: AtomicU64,
    running: [AtomicUsize; Channel::ALL.len()],
    /// Told when jobs were settled.
    pub(crate) settled: Notify,
}

impl Counts {
    /// Jobs finished since the start.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Acquire)
    }

    /// Attempts failed since the start.
    pub(crate) fn failed(&self) -> u64 {
        self.failed.load(Ordering::Acquire)
    }

    pub(crate) fn add_done(&self, jobs: u64) {
        self.done.fetch_add(jobs, Ordering::AcqRel);
    }

    pub(crate) fn add_failed(&self, jobs: u64) {
        self.failed.fetch_add(jobs, Ordering::AcqRel);
    }

    /// Jobs of a channel were claimed.
    pub(crate) fn begin(&self, channel: Channel, jobs: usize) {
        self.running[channel as usize].fetch_add(jobs, Ordering::AcqRel);
    }

    /// They were settled, and count.
    pub(crate) fn end(&self, channel: Channel, jobs: usize) {
        self.running[channel as usize].fetch_sub(jobs, Ordering::AcqRel);
        self.settled.notify_waiters();
    }

    /// Claimed and not yet settled.
    pub(crate) fn running(&self) -> usize {
        self.running.iter().map(|running| running.load(Ordering::Acquire)).sum()
    }

    /// Channels where one more claim would make no more jobs than `most`, nor than two claims take.
    pub(crate) fn channels_with_room(&self, most: usize) -> OpenChannels {
        Channel::ALL.map(|channel| {
            let batch = channel.batch();
            self.running[channel as usize].load(Ordering::Acquire) + batch <= most.min(2 * batch)
        })
    }
}
