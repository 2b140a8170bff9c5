//! A clock that a test moves: the program's and the real one apart.

use std::sync::atomic::{AtomicI64, Ordering};

use correspondence_domain::time::{Clock, Timestamp};

/// Microseconds by which each clock was moved.
#[derive(Debug, Default)]
pub(crate) struct TestClock {
    program: AtomicI64,
    real: AtomicI64,
}

/// 2026-03-02T09:15:30Z.
pub(crate) const START: i64 = 1_772_442_930;

impl TestClock {
    pub(crate) fn advance_program(&self, seconds: i64) {
        self.program.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) fn advance_real(&self, seconds: i64) {
        self.real.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// Seconds since 1970 on the real clock.
    pub(crate) fn real_seconds(&self) -> i64 {
        self.real_now().as_seconds()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(START * 1_000_000 + self.program.load(Ordering::SeqCst))
    }

    fn real_now(&self) -> Timestamp {
        Timestamp::from_micros(START * 1_000_000 + self.real.load(Ordering::SeqCst))
    }
}
