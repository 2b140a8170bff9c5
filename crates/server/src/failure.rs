//! How a command ends badly, and the exit status for it (run-contract §5).

use std::process::ExitCode;

use correspondence_config::ConfigError;

/// Why a command did not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The configuration is at fault: status 2.
    Configuration(ConfigError),
    /// Something else is: status 1.
    Other(anyhow::Error),
    /// It was told already: status 1.
    Told,
}

impl Failure {
    /// On stderr, for people.
    pub(crate) fn tell(&self) {
        match self {
            Self::Configuration(error) => eprintln!("{error}"),
            Self::Other(error) => eprintln!("{error:#}"),
            Self::Told => {}
        }
    }

    pub(crate) fn status(&self) -> ExitCode {
        match self {
            Self::Configuration(_) => ExitCode::from(2),
            Self::Other(_) | Self::Told => ExitCode::FAILURE,
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Configuration(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}
