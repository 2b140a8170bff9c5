//! Waking runners: those of this process at once, those of others by a hint through the database.
//!
//! Hints are only to save time; the poll finds whatever they miss. They are sent after commits and never as part of one, at most one
//! for every [`BETWEEN_HINTS`], however often the program calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use correspondence_domain::randomness::Randomness;
use correspondence_storage::{Engine, Storage};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::sleep;
use uuid::Uuid;

const BETWEEN_HINTS: Duration = Duration::from_millis(20);

/// Pause before another try to listen, after the connection was lost.
const BEFORE_LISTENING_AGAIN: Duration = Duration::from_secs(1);

/// The wake-up of one process.
pub(crate) struct WakeUp {
    storage: Storage,
    /// Tells this process' hints from others'.
    sender: Uuid,
    /// There may be work for the runner of this process.
    work: Notify,
    /// Calls since the last hint.
    called: AtomicBool,
    /// A task sends hints as long as there are calls.
    sending: AtomicBool,
}

impl WakeUp {
    pub(crate) fn new(storage: Storage, randomness: &dyn Randomness) -> Self {
        Self {
            storage,
            sender: Uuid::from_bytes(randomness.bytes()),
            work: Notify::new(),
            called: AtomicBool::new(false),
            sending: AtomicBool::new(false),
        }
    }

    /// Wakes everybody.
    pub(crate) fn wake(self: &Arc<Self>) {
        self.wake_here();
        self.wake_others();
    }

    /// Wakes the runner of this process.
    pub(crate) fn wake_here(&self) {
        self.work.notify_one();
    }

    /// Waits for a wake-up, or takes one that came since the last wait.
    pub(crate) async fn woken(&self) {
        self.work.notified().await;
    }

    fn wake_others(self: &Arc<Self>) {
        if self.storage.engine() == Engine::Sqlite {
            return;
        }
        self.called.store(true, Ordering::SeqCst);
        if self.sending.swap(true, Ordering::SeqCst) {
            return;
        }
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(Arc::clone(self).send_hints())),
            Err(_) => self.sending.store(false, Ordering::SeqCst),
        }
    }

    async fn send_hints(self: Arc<Self>) {
        loop {
            while self.called.swap(false, Ordering::SeqCst) {
                if let Err(error) = self.storage.notify_of_jobs(self.sender).await {
                    tracing::debug!(%error, "other processes were not told of new jobs");
                }
                sleep(BETWEEN_HINTS).await;
            }
            self.sending.store(false, Ordering::SeqCst);
            // A call between the two lines above found a sender and relied on it.
            if !self.called.load(Ordering::SeqCst) || self.sending.swap(true, Ordering::SeqCst) {
                return;
            }
        }
    }

    /// Turns the hints of others into wake-ups here, as long as it is polled.
    pub(crate) async fn listen(&self) {
        loop {
            match self.storage.listen_for_jobs().await {
                Ok(None) => return,
                Ok(Some(mut listener)) => loop {
                    match listener.heard().await {
                        Ok(sender) if sender == Some(self.sender) => {}
                        Ok(_) => self.wake_here(),
                        Err(error) => {
                            tracing::debug!(%error, "listening for jobs was interrupted");
                            break;
                        }
                    }
                },
                Err(error) => tracing::debug!(%error, "listening for jobs is not possible now"),
            }
            sleep(BEFORE_LISTENING_AGAIN).await;
        }
    }
}
