//! The life of files as clients see it: announced, uploaded, shown, fetched and deleted, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod announce;
mod archives;
mod configured;
mod deletion;
mod downloads;
mod fairness;
mod interrupted;
mod janitor;
mod life;
mod races;
mod raw;
mod snapshots;
mod uploads;
