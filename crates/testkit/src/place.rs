//! A folder with a configuration for `serve` that points at a running local Altinn: two programs, as in production.

use std::process::{Command, Output};

use tempfile::TempDir;

use crate::keys::share_keys;
use crate::program::{Binary, Program};

/// Such a folder, and the platform that its configuration names.
#[derive(Debug)]
pub struct Place {
    /// Removed at the end.
    pub folder: TempDir,
    /// The file with the configuration.
    pub config: String,
    /// Where the platform is reached.
    pub platform_url: String,
    binary: Binary,
    database_url: String,
    _platform: Program,
}

impl Place {
    /// With the embedded engine.
    #[must_use]
    pub fn of(binary: Binary) -> Self {
        let folder = TempDir::new().unwrap();
        let config = folder.path().join("config.toml").display().to_string();
        share_keys(folder.path());
        let data = folder.path().display().to_string();
        let platform = binary.start(&["platform", "--listen", "127.0.0.1:0", "--data-dir", &data, "--write-config", &config]);
        let platform_url = platform.ready();
        let database_url = format!("sqlite://{}/db.sqlite", folder.path().display());
        Self { folder, config, platform_url, binary, database_url, _platform: platform }
    }

    /// The same with another database.
    #[must_use]
    pub fn with_database(self, url: &str) -> Self {
        Self { database_url: url.to_owned(), ..self }
    }

    /// A command that reads the configuration.
    #[must_use]
    pub fn command(&self, name: &str, variables: &[(&str, &str)]) -> Command {
        let mut command = self.binary.command(&[name, "--config", &self.config]);
        command.env("CORRESPONDENCE__SERVER__LISTEN", "127.0.0.1:0").env("CORRESPONDENCE__DATABASE__URL", &self.database_url);
        command.envs(variables.iter().copied());
        command
    }

    /// Runs such a command to its end.
    #[must_use]
    pub fn output(&self, name: &str, variables: &[(&str, &str)]) -> Output {
        self.command(name, variables).output().unwrap()
    }

    /// Starts the server.
    #[must_use]
    pub fn serve(&self, variables: &[(&str, &str)]) -> Program {
        Program::of(self.command("serve", variables))
    }
}
