//! The queue as its users see it, on both engines. What concerns several runners is proven on PostgreSQL, where they have pools of
//! their own; SQLite is for one process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod drain;
mod fairness;
mod lanes;
mod leases;
mod metrics;
mod recurring;
mod retries;
mod statements;
mod stop;
mod support;
mod wake_up;
