//! A running program: its streams, its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything here takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(90);

/// The program under test, as a file.
#[derive(Clone, Copy, Debug)]
pub struct Binary(&'static str);

impl Binary {
    /// The program at `path`; tests take it from [`crate::program!`].
    #[must_use]
    pub const fn at(path: &'static str) -> Self {
        Self(path)
    }

    /// The program with these arguments and no variable that would configure it.
    #[must_use]
    pub fn command(self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.0);
        command.args(arguments).stdin(Stdio::null());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CORRESPONDENCE__")) {
            command.env_remove(name);
        }
        command.env_remove("RUST_LOG");
        command
    }

    /// Runs the program to its end.
    #[must_use]
    pub fn output(self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the program.
    #[must_use]
    pub fn start(self, arguments: &[&str]) -> Program {
        Program::of(self.command(arguments))
    }
}

/// What a program wrote to stderr.
#[must_use]
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a program wrote to stdout.
#[must_use]
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A program that was started and is ended with the test.
#[derive(Debug)]
pub struct Program {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Program {
    /// Starts a command.
    #[must_use]
    pub fn of(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child, stdout, stderr }
    }

    /// The address of the ready line, which must be the first line of stdout.
    #[must_use]
    pub fn ready(&self) -> String {
        match self.stdout.recv_timeout(LIMIT) {
            Ok(line) => line.strip_prefix("ready ").unwrap_or_else(|| panic!("instead of the ready line: {line}")).to_owned(),
            Err(error) => panic!("no ready line ({error}); stderr:\n{}", self.told()),
        }
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Ends it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
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
    #[must_use]
    pub fn rest_of_stdout(&self) -> Vec<String> {
        self.stdout.iter().collect()
    }

    /// What is on stderr so far.
    #[must_use]
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
        if thread::panicking() {
            eprintln!("the program wrote to stderr:\n{}", self.told());
        }
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
