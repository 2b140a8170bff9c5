//! The program's clock: real time plus an offset that a test may move forward (run-contract §4).

use std::sync::atomic::{AtomicI64, Ordering};

use correspondence_domain::time::{Clock, Timestamp};
use correspondence_storage::{Storage, StorageError};
use jiff::SignedDuration;

/// Real time, moved forward by an offset that is kept in the database and never shrinks.
#[derive(Debug, Default)]
pub struct ProgramClock {
    offset_micros: AtomicI64,
}

impl ProgramClock {
    /// Moves the clock to the offset that the database holds: after a start, and once a second so that replicas follow.
    /// Tells whether it moved.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn follow(&self, storage: &Storage) -> Result<bool, StorageError> {
        let offset = storage.clock_offset().await?;
        Ok(self.move_to(offset))
    }

    /// Moves the clock to `offset` before real time, unless it is there or beyond already. Tells whether it moved.
    pub fn move_to(&self, offset: SignedDuration) -> bool {
        let micros = i64::try_from(offset.as_micros()).unwrap_or(i64::MAX);
        self.offset_micros.fetch_max(micros, Ordering::AcqRel) < micros
    }
}

impl Clock for ProgramClock {
    fn now(&self) -> Timestamp {
        self.real_now().plus(SignedDuration::from_micros(self.offset_micros.load(Ordering::Acquire)))
    }

    #[expect(clippy::disallowed_methods, reason = "the one place where the program reads the time of the machine")]
    fn real_now(&self) -> Timestamp {
        Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}
