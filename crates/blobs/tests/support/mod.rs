//! Programs that tests need, and waiting for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);
const STEP: Duration = Duration::from_millis(20);

/// Looks until `look` gives something.
///
/// # Panics
/// When that takes too long.
pub(crate) async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < LIMIT, "waited {LIMIT:?} for {what}");
        tokio::time::sleep(STEP).await;
    }
}

/// A server that lives as long as this value, and no longer than the test's process.
pub(crate) struct Server {
    shell: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a program that keeps running; what it says goes to a file in `folder`.
    pub(crate) fn start(folder: &Path, program: &Path, arguments: &[&str]) -> Self {
        let log = folder.join("server.log");
        let output = fs::File::create(&log).unwrap();
        // The shell's input ends with this process, however that ends.
        let shell = Command::new("sh")
            .args(["-c", r#""$@" </dev/null & server=$!; read -r _; kill "$server"; wait "$server""#, "sh"])
            .arg(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        Self { shell, log }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

/// The first of these files, which `scripts/test tools` installs.
///
/// # Panics
/// When none is there: a test that cannot run must not pass.
pub(crate) fn program(candidates: &[PathBuf]) -> PathBuf {
    let found = candidates.iter().find(|candidate| candidate.exists());
    found.unwrap_or_else(|| panic!("none of {candidates:?} is there: scripts/test tools installs what tests need")).clone()
}
