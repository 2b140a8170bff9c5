//! The database by way of its own client, so that this crate needs no driver.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// A database that can be measured.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    url: String,
}

impl Database {
    pub(crate) fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements whose answer does not matter.
    pub(crate) fn execute(&self, statements: &str) -> anyhow::Result<()> {
        self.rows(statements).map(drop)
    }

    /// The answer of a statement: rows of columns.
    pub(crate) fn rows(&self, statement: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let output = Command::new(bin_folder()?.join("psql"))
            .args(["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--field-separator", "\t", "--set", "ON_ERROR_STOP=1"])
            .args(["--dbname", &self.url, "--command", statement])
            .stdin(Stdio::null())
            .output()
            .context("psql cannot be run")?;
        ensure!(output.status.success(), "psql failed: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout)?;
        Ok(said.lines().filter(|line| !line.is_empty()).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }
}

/// Where PostgreSQL keeps its programs: as `pg_config` says, else the newest version where Debian puts them.
pub(crate) fn bin_folder() -> anyhow::Result<PathBuf> {
    let said = Command::new("pg_config").arg("--bindir").output().ok().and_then(|output| String::from_utf8(output.stdout).ok());
    let mut versions: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
    versions.sort();
    let folders = said.map(|said| PathBuf::from(said.trim())).into_iter().chain(versions.into_iter().rev());
    folders.into_iter().find(|folder| folder.join("pgbench").exists()).context("PostgreSQL's programs are not installed here")
}
