//! The sections, one file each: its keys, its values, its checks.

mod attachments;
mod auth;
mod database;
mod environment;
mod events;
mod maskinporten;
mod platform;
mod server;
mod slack;
mod statistics;
mod telemetry;
mod testing;

pub use attachments::{Attachments, Scanner};
pub use auth::Auth;
pub use database::Database;
pub use environment::Environment;
pub use events::Events;
pub use maskinporten::Maskinporten;
pub use platform::Platform;
pub use server::{Role, Server};
pub use slack::Slack;
pub use statistics::Statistics;
pub use telemetry::{LogFormat, Telemetry};
pub use testing::Testing;

use crate::key::Key;

/// The tables of all sections in the order of the run contract.
pub(crate) const KEYS: &[&[Key]] = &[
    environment::KEYS,
    server::KEYS,
    database::KEYS,
    attachments::KEYS,
    platform::KEYS,
    maskinporten::KEYS,
    auth::KEYS,
    slack::KEYS,
    statistics::KEYS,
    telemetry::KEYS,
    testing::KEYS,
];

/// Keys without default that cannot be derived either.
pub(crate) const REQUIRED: &[(&str, &str)] = &[("database", "url"), ("attachments", "url")];
