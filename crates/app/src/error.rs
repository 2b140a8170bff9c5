//! What a use case can end in besides success. How that looks on the wire is the API's affair.

use correspondence_domain::error::{ErrorNumber, Refusal};

/// A use case that did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A rule of the contract refuses the request.
    #[error("{0}")]
    Refused(Refusal),
    /// The request asks for something that this version cannot do; it must not be silently ignored.
    #[error("{member} is not supported yet")]
    NotSupportedYet {
        /// The member of the request, as the caller writes it.
        member: String,
    },
    /// The world failed: a remote, the database, or ourselves. The caller learns nothing but that.
    #[error(transparent)]
    Unexpected(anyhow::Error),
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ErrorNumber> for AppError {
    fn from(error: ErrorNumber) -> Self {
        Self::Refused(error.into())
    }
}

impl From<correspondence_storage::StorageError> for AppError {
    fn from(error: correspondence_storage::StorageError) -> Self {
        Self::Unexpected(anyhow::Error::new(error).context("the database failed"))
    }
}

impl From<correspondence_platform::RemoteError> for AppError {
    fn from(error: correspondence_platform::RemoteError) -> Self {
        Self::Unexpected(anyhow::Error::new(error).context("the platform failed"))
    }
}
