//! What can go wrong with the store. Texts hold no secrets: options are named, their values are not shown.

use std::path::PathBuf;
use std::time::Duration;

/// The store cannot be opened or does not answer.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The address names no store that is known.
    #[error("{0:?} is none of file:///folder, s3://bucket/prefix, az://container/prefix")]
    Address(String),
    /// The store has no such option.
    #[error("the store has no option {0:?}")]
    UnknownOption(String),
    /// The store's settings do not fit together.
    #[error("the store's settings do not fit: {0}")]
    Settings(object_store::Error),
    /// The folder cannot be made or written to.
    #[error("{} cannot be used: {error}", folder.display())]
    Folder {
        /// The folder of the configuration.
        folder: PathBuf,
        /// What the operating system says.
        error: std::io::Error,
    },
    /// The store does not answer as it should.
    #[error("the store does not answer: {0}")]
    Remote(object_store::Error),
    /// The store does not answer at all.
    #[error("the store does not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// A file of the folder cannot be written or read.
    #[error("{}: {error}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        error: std::io::Error,
    },
    /// Bytes that must be there are not.
    #[error("there are no bytes {0}")]
    Missing(String),
    /// There are more or fewer bytes than were recorded.
    #[error("{path} has {stored} bytes, but {recorded} are recorded")]
    Size {
        /// Name in the store.
        path: String,
        /// What the database says.
        recorded: u64,
        /// What the store has.
        stored: u64,
    },
    /// The program ends, and its work with files with it.
    #[error("the program is being stopped")]
    Stopped,
}

impl BlobError {
    pub(crate) fn file(file: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let file = file.into();
        |error| Self::File { file, error }
    }

    /// Whether the configuration is at fault, rather than the store.
    #[must_use]
    pub const fn is_configuration(&self) -> bool {
        matches!(self, Self::Address(_) | Self::UnknownOption(_) | Self::Settings(_))
    }
}
