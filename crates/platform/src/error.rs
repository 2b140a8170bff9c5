//! What can go wrong with a remote. Texts name the remote and the kind of failure; never a person number, never a body.

use std::fmt;

/// A setting that cannot be used, or a start that failed.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// A setting, by the name the configuration gives it.
    #[error("{key}: {reason}")]
    Setting {
        /// Section and name in the configuration file.
        key: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client could not be made, for example because the machine has no root certificates.
    #[error("the HTTP client could not be made: {0}")]
    Client(#[source] reqwest::Error),
    /// Two platforms in one registry.
    #[error("the metrics of outbound calls could not be registered: {0}")]
    Metrics(#[from] prometheus::Error),
}

/// A call to a remote that gave no usable answer, after the quick repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteError {
    remote: &'static str,
    failure: Failure,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No connection, or one that broke; the machine's own words.
    Unreachable(String),
    /// The time for the whole call was used up.
    TimedOut,
    /// A status that is no success, and the members or codes that the remote complained about.
    Status(u16, String),
    /// An answer that is not what the remote promises.
    Unreadable(&'static str),
    /// The question could not be put.
    CannotAsk(&'static str),
}

impl RemoteError {
    pub(crate) fn new(remote: &'static str, failure: Failure) -> Self {
        Self { remote, failure }
    }

    pub(crate) fn unreadable(remote: &'static str, what: &'static str) -> Self {
        Self::new(remote, Failure::Unreadable(what))
    }

    /// The remote, as in the metrics.
    #[must_use]
    pub fn remote(&self) -> &'static str {
        self.remote
    }

    /// The status that the remote answered, when it was no success.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self.failure {
            Failure::Status(code, _) => Some(code),
            _ => None,
        }
    }

    /// Whether the time for the whole call was used up.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.failure == Failure::TimedOut
    }

    /// Whether the remote could not be reached at all, as a circuit breaker asks (design §6).
    #[must_use]
    pub fn is_unreachable(&self) -> bool {
        matches!(self.failure, Failure::Unreachable(_))
    }

    /// The failure in one word, for metrics.
    /// What the call was about is not there, or not any more (404, 410).
    #[must_use]
    pub fn is_gone(&self) -> bool {
        matches!(self.status(), Some(404 | 410))
    }

    pub(crate) fn outcome(&self) -> &'static str {
        match self.failure {
            Failure::Unreachable(_) => "unreachable",
            Failure::TimedOut => "timed_out",
            Failure::Status(code, _) if code >= 500 => "failed",
            Failure::Status(..) => "refused",
            Failure::Unreadable(_) | Failure::CannotAsk(_) => "unreadable",
        }
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.remote)?;
        match &self.failure {
            Failure::Unreachable(why) => write!(f, "not reachable ({why})"),
            Failure::TimedOut => f.write_str("gave no answer in time"),
            Failure::Status(code, about) if about.is_empty() => write!(f, "answered {code}"),
            Failure::Status(code, about) => write!(f, "answered {code} about {about}"),
            Failure::Unreadable(what) => write!(f, "gave an unreadable answer: {what}"),
            Failure::CannotAsk(why) => write!(f, "could not be asked: {why}"),
        }
    }
}

impl std::error::Error for RemoteError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_remote_and_what_happened() {
        for (failure, text) in [
            (Failure::Unreachable("connection refused".to_owned()), "register: not reachable (connection refused)"),
            (Failure::TimedOut, "register: gave no answer in time"),
            (Failure::Status(503, String::new()), "register: answered 503"),
            (Failure::Status(400, "content.title".to_owned()), "register: answered 400 about content.title"),
            (Failure::Unreadable("no data"), "register: gave an unreadable answer: no data"),
        ] {
            assert_eq!(RemoteError::new("register", failure).to_string(), text);
        }
    }
}
