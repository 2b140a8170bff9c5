//! The platform's time: the program's clock, plus what somebody moved this platform ahead by itself.
//!
//! In `dev` server and platform share one clock. A platform that runs alone follows the server's clock when it is told to, since
//! Dialogporten refuses moments in its future (integrations §10.10). Token lifetimes never use this clock.

use std::sync::atomic::{AtomicI64, Ordering};

use correspondence_domain::time::{SharedClock, Timestamp};
use jiff::SignedDuration;

/// The clock all remotes look at.
#[derive(Debug)]
pub(crate) struct ProgramClock {
    shared: SharedClock,
    /// Microseconds that this platform is ahead of the shared clock.
    ahead: AtomicI64,
}

impl ProgramClock {
    pub(crate) fn new(shared: SharedClock) -> Self {
        Self { shared, ahead: AtomicI64::new(0) }
    }

    /// The moment that users see.
    pub(crate) fn now(&self) -> Timestamp {
        self.shared.now().plus(SignedDuration::from_micros(self.ahead.load(Ordering::Relaxed)))
    }

    /// Seconds since 1970 in real time, for the lifetimes of tokens.
    pub(crate) fn real_seconds(&self) -> i64 {
        self.shared.real_now().as_seconds()
    }

    /// Moves this platform ahead; it never goes back.
    pub(crate) fn advance(&self, by: SignedDuration) -> Timestamp {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX).max(0);
        self.ahead.fetch_add(micros, Ordering::Relaxed);
        self.now()
    }
}
