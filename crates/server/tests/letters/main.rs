//! The life of letters as clients see it: the real program over HTTP, the local Altinn behind it, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod confidential;
mod due_dates;
mod idempotency;
mod life;
mod looks;
mod publish_time;
mod purge_by_sender;
mod reservations;
mod texts;
