//! A command of the program as a child process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// A running command. Dropping it ends it at once.
#[derive(Debug)]
pub(super) struct Program {
    child: Child,
    /// Where it said that it is ready.
    pub(super) url: String,
    /// Time from its start until then.
    pub(super) started_in: Duration,
}

impl Program {
    /// Starts it and waits until it is ready or has ended. Its log goes to stderr, warnings and worse.
    pub(super) fn start(binary: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> anyhow::Result<Self> {
        let start = Instant::now();
        let mut child = Command::new(binary)
            .args(arguments)
            .env("RUST_LOG", "warn")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", binary.display()))?;
        let output = child.stdout.take();
        let mut program = Self { child, url: String::new(), started_in: Duration::ZERO };
        let mut lines = BufReader::new(output.context("no output")?).lines();
        let Some(line) = lines.next().transpose()? else {
            bail!("{arguments:?} ended before it was ready: {}", program.child.wait()?);
        };
        let url = line.strip_prefix("ready ").with_context(|| format!("{arguments:?} said {line:?} instead of ready"))?;
        program.url.push_str(url);
        program.started_in = start.elapsed();
        Ok(program)
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
