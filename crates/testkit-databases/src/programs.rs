//! PostgreSQL's programs, and the user they run as: the server refuses to run as root.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the programs are and who runs them.
#[derive(Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
    /// User and group to run as, when this process is root.
    user: Option<(u32, u32)>,
}

impl Programs {
    /// Finds the server's programs.
    ///
    /// # Panics
    /// When they are not installed, or there is no user `postgres` for root to run them as.
    pub(crate) fn find() -> Self {
        let folder = candidates().into_iter().find(|folder| folder.join("initdb").exists());
        let folder = folder.unwrap_or_else(|| panic!("tests need PostgreSQL's server programs: apt-get install postgresql"));
        let user = (own_user() == 0).then(|| {
            user_named("postgres").unwrap_or_else(|| panic!("tests started by root run PostgreSQL as the user postgres, which is missing"))
        });
        Self { folder, user }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets the server's user own `path`.
    pub(crate) fn give(&self, path: &Path) {
        if let Some((user, group)) = self.user {
            std::os::unix::fs::chown(path, Some(user), Some(group)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }

    /// A command of the server's user, without any of this process's input and output: a test runner waits for whoever holds those.
    pub(crate) fn command(&self, program: impl AsRef<Path>, folder: &Path) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).env_remove("PGDATA");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Runs a program to its end.
    ///
    /// # Panics
    /// With its output, when it fails.
    pub(crate) fn run(&self, program: &str, folder: &Path, arguments: &[&str]) -> String {
        let output = self.command(program, folder).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Whether a program ends well.
    pub(crate) fn succeeds(&self, program: &str, folder: &Path, arguments: &[&str]) -> bool {
        self.command(program, folder).args(arguments).status().is_ok_and(|status| status.success())
    }
}

/// Folders that may hold the programs, the newest version first.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort();
    folders.extend(installed.into_iter().rev().map(|(_, folder)| folder));
    folders.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    folders
}

/// The user of this process.
pub(crate) fn own_user() -> u32 {
    fs::metadata("/proc/self").map_or(0, |process| process.uid())
}

fn user_named(name: &str) -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let _password = fields.next()?;
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
