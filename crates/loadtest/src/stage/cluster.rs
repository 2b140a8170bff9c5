//! A throw-away PostgreSQL cluster with the settings that decide about durability as they come.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use tempfile::TempDir;

use crate::pgbench::{Database, bin_folder};

/// The user of the cluster.
const USER: &str = "postgres";

/// A running cluster. Dropping it stops it and removes its files.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: TempDir,
    port: u16,
}

impl Cluster {
    /// Creates and starts it on a free port of the loopback address.
    pub(super) fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        if is_root() {
            succeed(Command::new("chown").arg(USER).arg(folder.path()))?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let cluster = Self { folder, port };
        let data = cluster.data();
        succeed(as_owner("initdb")?.args([
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--username",
            USER,
            "--pgdata",
            &data,
        ]))?;
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_wal_size=4GB");
        let log = cluster.folder.path().join("log");
        succeed(as_owner("pg_ctl")?.args(["start", "--wait", "--pgdata", &data, "--options", &options, "--log"]).arg(&log))?;
        Ok(cluster)
    }

    /// Makes an empty database and gives its address.
    pub(super) fn create_database(&self, name: &str) -> anyhow::Result<String> {
        Database::new(self.url("postgres")).execute(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // What was written is thrown away, so nothing has to be saved.
        let stopped =
            as_owner("pg_ctl").and_then(|mut stop| succeed(stop.args(["stop", "--wait", "--mode", "immediate", "--pgdata", &self.data()])));
        if let Err(error) = stopped {
            eprintln!("the database cluster could not be stopped: {error:#}");
        }
    }
}

/// PostgreSQL refuses to run as root: then the system's own user for it is taken.
fn as_owner(program: &str) -> anyhow::Result<Command> {
    let program = bin_folder()?.join(program);
    if !is_root() {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"]).arg(program).current_dir("/");
    Ok(command)
}

pub(super) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    Path::new("/proc/self").metadata().is_ok_and(|process| process.uid() == 0)
}

fn succeed(command: &mut Command) -> anyhow::Result<()> {
    // The server keeps its standard output open for as long as it runs; a pipe would never end.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().with_context(|| format!("{command:?}"))?;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(())
}
