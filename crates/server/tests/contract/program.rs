//! A running program: its streams, its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(90);

/// A program that was started and is ended with the test.
pub struct Program {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

/// The program with these arguments and no variable that would configure it.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_correspondence"));
    command.args(arguments).stdin(Stdio::null());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CORRESPONDENCE__")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG");
    command
}

/// Runs the program to its end.
pub fn output(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// What a program wrote to stderr.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a program wrote to stdout.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

impl Program {
    pub fn start(arguments: &[&str]) -> Self {
        Self::of(command(arguments))
    }

    pub fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// The address of the ready line, which must be the first line of stdout.
    pub fn ready(&self) -> String {
        match self.stdout.recv_timeout(LIMIT) {
            Ok(line) => line.strip_prefix("ready ").unwrap_or_else(|| panic!("instead of the ready line: {line}")).to_owned(),
            Err(error) => panic!("no ready line ({error}); stderr:\n{}", self.told()),
        }
    }

    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for the end.
    pub fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + LIMIT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the program does not end; stderr:\n{}", self.told());
            thread::park_timeout(Duration::from_millis(10));
        }
    }

    /// Lines of stdout that were not read yet, after the end.
    pub fn rest_of_stdout(&self) -> Vec<String> {
        self.stdout.iter().collect()
    }

    /// What is on stderr so far.
    pub fn told(&self) -> String {
        let mut told = Vec::new();
        while let Ok(line) = self.stderr.recv_timeout(Duration::from_millis(200)) {
            told.push(line);
        }
        told.join("\n")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a stream as they come; read by a thread of its own, so that the program never waits for its reader.
fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// A folder with a configuration for `serve` that points at a running local Altinn.
pub struct Place {
    pub folder: TempDir,
    pub config: String,
    pub platform_url: String,
    database_url: String,
    _platform: Program,
}

impl Place {
    /// With the embedded engine.
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let config = folder.path().join("config.toml").display().to_string();
        let platform = Program::start(&["platform", "--listen", "127.0.0.1:0", "--write-config", &config]);
        let platform_url = platform.ready();
        let database_url = format!("sqlite://{}/db.sqlite", folder.path().display());
        Self { folder, config, platform_url, database_url, _platform: platform }
    }

    pub fn with_database(self, url: &str) -> Self {
        Self { database_url: url.to_owned(), ..self }
    }

    /// A command that reads the configuration.
    pub fn command(&self, name: &str, variables: &[(&str, &str)]) -> Command {
        let mut command = command(&[name, "--config", &self.config]);
        command.env("CORRESPONDENCE__SERVER__LISTEN", "127.0.0.1:0").env("CORRESPONDENCE__DATABASE__URL", &self.database_url);
        command.envs(variables.iter().copied());
        command
    }

    /// Runs such a command to its end.
    pub fn output(&self, name: &str, variables: &[(&str, &str)]) -> Output {
        self.command(name, variables).output().unwrap()
    }

    /// Starts the server.
    pub fn serve(&self, variables: &[(&str, &str)]) -> Program {
        Program::of(self.command("serve", variables))
    }
}
