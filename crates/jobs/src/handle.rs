//! What the rest of the program holds of the queue.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;
use correspondence_storage::Storage;

use crate::counts::Counts;
use crate::drain::{DrainTimedOut, Drained, drain};
use crate::wake_up::WakeUp;

/// Wakes runners and waits for them. Made first, so that handlers can hold it; a program that runs jobs makes its
/// [`Runner`](crate::Runner) from it, one that does not (`roles = ["api"]`) uses it alone. Clones are one and the same.
#[derive(Clone)]
pub struct JobsHandle {
    pub(crate) storage: Storage,
    pub(crate) clock: SharedClock,
    pub(crate) randomness: SharedRandomness,
    pub(crate) counts: Arc<Counts>,
    pub(crate) wake_up: Arc<WakeUp>,
}

impl JobsHandle {
    /// The handle of this process on the queue in `storage`.
    #[must_use]
    pub fn new(storage: Storage, clock: SharedClock, randomness: SharedRandomness) -> Self {
        let wake_up = Arc::new(WakeUp::new(storage.clone(), randomness.as_ref()));
        Self { storage, clock, randomness, counts: Arc::default(), wake_up }
    }

    /// Says that there may be work: jobs were committed, or the program's clock was moved. Returns at once; other processes are told
    /// within milliseconds. Call it after the commit, inside the asynchronous runtime. Without it work is found within a second.
    pub fn wake(&self) {
        self.wake_up.wake();
    }

    /// Waits until no job is due or running in any process. Jobs of a killed process run until their leases end. The counts in
    /// [`Drained`] are of this process alone.
    ///
    /// # Errors
    /// [`DrainTimedOut`] after `timeout` of real time.
    pub async fn drain(&self, timeout: Duration) -> Result<Drained, DrainTimedOut> {
        self.wake();
        drain(&self.storage, &self.clock, &self.counts, timeout).await
    }
}

impl fmt::Debug for JobsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobsHandle").field("counts", &self.counts).finish_non_exhaustive()
    }
}
