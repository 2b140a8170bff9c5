//! The contract of storage. Everything but races runs on both engines and must come out the same.

#![expect(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod attachments;
mod carried;
mod catalogue;
mod clock;
mod keys;
mod letters;
mod logins;
mod plans;
mod postgres;
mod races;
mod raw;
mod schema;
mod search;
mod search_by_chance;
mod sqlite;
mod statement_budgets;
mod support;
mod transitions;
mod waiting;
