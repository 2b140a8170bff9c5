//! `[database]`: the database.

use serde::Deserialize;
use url::Url;

use super::Environment;
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "database", name, kind, default }
}

pub(crate) const KEYS: &[Key] =
    &[key("url", Kind::Secret, None), key("max_connections", Kind::Number, Some("20")), key("auto_migrate", Kind::Flag, None)];

/// The database.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `postgres://…`, or `sqlite:///…` with an absolute path. Holds a password: not for logs.
    pub url: String,
    /// Connections of this process, 1 to 1000.
    pub max_connections: u32,
    #[serde(default)]
    auto_migrate: Option<bool>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("max_connections", &self.max_connections)
            .field("auto_migrate", &self.auto_migrate)
            .finish_non_exhaustive()
    }
}

impl Database {
    /// Whether `serve` brings the schema up to date by itself. Without the key: in development.
    #[must_use]
    pub fn auto_migrate(&self) -> bool {
        self.auto_migrate.unwrap_or(false)
    }

    pub(crate) fn fill_in(&mut self, environment: Environment) {
        self.auto_migrate.get_or_insert(environment == Environment::Development);
    }

    pub(crate) fn check(&self, findings: &mut Findings) {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            if !path.starts_with('/') || path.len() < 2 {
                findings
                    .add("database.url", "the embedded engine needs an absolute path, such as sqlite:///var/lib/correspondence/db.sqlite");
            }
        } else {
            match Url::parse(&self.url) {
                Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => {}
                Ok(url) => findings.add("database.url", format!("there is no engine {:?}: use postgres:// or sqlite://", url.scheme())),
                Err(error) => findings.add("database.url", format!("is no address such as postgres://user:password@host/name: {error}")),
            }
        }
        if !(1..=1000).contains(&self.max_connections) {
            findings.add("database.max_connections", format!("{} is not from 1 to 1000", self.max_connections));
        }
    }
}
