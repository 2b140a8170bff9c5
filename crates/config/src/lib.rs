//! The configuration of the program: one file per section of the run contract.
//!
//! Values come from three layers, the later one winning: the defaults of the key tables, the TOML file, environment variables of the
//! form `CORRESPONDENCE__SECTION__KEY`. All findings are reported together, each with the key it is about; a secret is never part of a
//! finding. This crate opens no connection and never looks at the environment by itself: the caller passes the variables in.

mod checks;
mod error;
mod key;
mod layers;
mod secrets;
mod sections;
mod shape;

use std::path::Path;

use figment::value::{Dict, Value};
use serde::Deserialize;

pub use error::{ConfigError, Finding};
pub use key::{Key, Kind, all_keys};
pub use sections::{Attachments, Auth, Database, Environment, Events, LogFormat, Maskinporten, Platform, Role, Scanner, Server};
pub use sections::{Slack, Statistics, Telemetry, Testing};

use crate::error::Findings;

/// The checked configuration. Derived values are filled in: no field has to be completed by its reader.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the program runs; the guards of production depend on it.
    pub environment: Environment,
    /// Listening, public addresses, CORS, roles.
    pub server: Server,
    /// The database.
    pub database: Database,
    /// Attachment bytes and their scanner.
    pub attachments: Attachments,
    /// The Altinn platform.
    pub platform: Platform,
    /// The outbound Maskinporten client.
    pub maskinporten: Maskinporten,
    /// Inbound tokens.
    pub auth: Auth,
    /// Altinn Events.
    pub events: Events,
    /// Operator chat.
    pub slack: Slack,
    /// Statistics for service owners.
    pub statistics: Statistics,
    /// Logs, traces and metrics.
    pub telemetry: Telemetry,
    /// Test control.
    pub testing: Testing,
}

impl Config {
    /// Reads `file` (none: defaults and variables only), lays `variables` over it, checks the result and fills in what is derived.
    /// Variables that do not begin with `CORRESPONDENCE__` are passed over.
    ///
    /// # Errors
    /// [`ConfigError`] with every finding: an unreadable file, unknown keys, values of the wrong kind or out of range, missing keys,
    /// and combinations that are refused.
    pub fn load(file: Option<&Path>, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let Some(file) = file else { return Self::from_text("", Path::new("."), variables) };
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?;
        Self::from_text(&text, file.parent().unwrap_or(Path::new(".")), variables)
    }

    /// As [`Self::load`], with the text of the file at hand. `folder` is where relative paths of the text's `KEY_file` begin.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn from_text(text: &str, folder: &Path, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut findings = Findings::default();
        let file = layers::from_toml(text, folder, &mut findings);
        let variables = layers::from_variables(variables, &mut findings);
        findings.end_here()?;

        let mut values = layers::merge(layers::defaults(), file, variables);
        secrets::read(&mut values, &mut findings);
        shape::check(&values, &mut findings);
        findings.end_here()?;

        let mut config = Self::of(values)?;
        config.fill_in();
        config.check(&mut findings);
        findings.end_here()?;
        Ok(config)
    }

    fn of(values: Dict) -> Result<Self, ConfigError> {
        Value::from(values).deserialize().map_err(|error| ConfigError::of_kind(&error))
    }

    /// Completes what is derived from other values.
    fn fill_in(&mut self) {
        let gateway = self.platform.fill_in();
        self.server.fill_in();
        self.database.fill_in(self.environment);
        self.maskinporten.fill_in(&gateway);
        self.auth.fill_in(&gateway);
    }
}
