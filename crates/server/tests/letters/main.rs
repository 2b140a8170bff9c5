//! The life of letters as clients see it: the real program over HTTP, the local Altinn behind it, on both engines.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod any_content;
mod bad_input;
mod chance;
mod cold_start;
mod confidential;
mod due_dates;
mod forms;
mod forwarding;
mod idempotency;
mod life;
mod looks;
mod many_recipients;
mod not_yet;
mod notifications;
mod outages;
mod paging;
mod publish_time;
mod purge_by_sender;
mod races;
mod refusals;
mod reservations;
mod snapshots;
mod texts;
mod transmission_refusals;
mod transmissions;
mod worked_examples;
