//! Why a login gave no token, in words that are fit for a log.

use crate::error::RemoteError;

/// Why a login gave no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoginFailure {
    /// The provider could not be asked, or refused.
    #[error(transparent)]
    Provider(#[from] RemoteError),
    /// It told who logged in, but gave no token to act with.
    #[error("the provider gave no access token")]
    NoAccessToken,
    /// It did not tell who logged in.
    #[error("the provider gave no id token")]
    NoIdToken,
    /// Wrong issuer, signature or time.
    #[error("the id token is not valid here")]
    IdToken,
    /// The id token was given to another client.
    #[error("the id token is for another client")]
    OtherClient,
    /// The id token belongs to another login.
    #[error("the id token belongs to another login")]
    OtherLogin,
    /// The provider names another person than the id token does.
    #[error("the provider's user information is about another person than the id token")]
    OtherPerson,
    /// The id token names nobody.
    #[error("the id token names nobody")]
    Nobody,
}
