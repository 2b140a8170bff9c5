//! Findings of a configuration, each with its key. A finding never repeats the value of a secret.

use std::fmt;
use std::path::Path;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key it is about, `section.key`; empty when it is about the file as a whole.
    pub key: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() { f.write_str(&self.problem) } else { write!(f, "{}: {}", self.key, self.problem) }
    }
}

/// A configuration that cannot be used, with all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the configuration cannot be used:\n{}", lines(.findings))]
pub struct ConfigError {
    /// At least one.
    pub findings: Vec<Finding>,
}

fn lines(findings: &[Finding]) -> String {
    findings.iter().map(|finding| format!("  {finding}")).collect::<Vec<_>>().join("\n")
}

impl ConfigError {
    pub(crate) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        Self { findings: vec![Finding { key: String::new(), problem: format!("{} cannot be read: {error}", file.display()) }] }
    }

    /// A mismatch that the shape check let through; the key is what the reader of values names.
    pub(crate) fn of_kind(error: &figment::Error) -> Self {
        Self { findings: vec![Finding { key: error.path.join("."), problem: error.kind.to_string() }] }
    }

    /// A single finding about `key`, for problems that only show when the value is used.
    #[must_use]
    pub fn about(key: &str, problem: impl fmt::Display) -> Self {
        Self { findings: vec![Finding { key: key.to_owned(), problem: problem.to_string() }] }
    }
}

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, key: impl Into<String>, problem: impl Into<String>) {
        self.0.push(Finding { key: key.into(), problem: problem.into() });
    }

    /// Ends the reading when there is something to report; later steps rely on the earlier ones.
    pub(crate) fn end_here(&mut self) -> Result<(), ConfigError> {
        if self.0.is_empty() { Ok(()) } else { Err(ConfigError { findings: std::mem::take(&mut self.0) }) }
    }
}
