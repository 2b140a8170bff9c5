//! What is known of an issuer at a moment: its name and its keys.

use std::fmt;

use correspondence_domain::time::Timestamp;

use jsonwebtoken::Algorithm;

use super::compact::Compact;
use super::jwks::{self, Key};
use super::verified::Verified;

/// Where an issuer logs people in, as far as its metadata tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Endpoints {
    /// Where browsers are sent.
    pub(crate) authorization: Option<String>,
    /// Where codes are redeemed.
    pub(crate) token: Option<String>,
    /// Where it tells who logged in.
    pub(crate) user_info: Option<String>,
}

pub(super) struct Keys {
    pub(super) issuer: String,
    pub(super) endpoints: Endpoints,
    /// On the program's clock.
    pub(super) fetched_at: Timestamp,
    pub(super) published: Vec<Key>,
    pub(super) verified: Verified,
}

impl Keys {
    /// Whether one of the keys signed the token: the one it names, else any.
    pub(super) fn fit(&self, token: &Compact<'_>) -> bool {
        let Some(algorithm) = jwks::algorithm(&token.algorithm) else { return false };
        self.verified.or_verify(token, || self.signed(token, algorithm))
    }

    fn signed(&self, token: &Compact<'_>, algorithm: Algorithm) -> bool {
        let made = |key: &&Key| key.made(algorithm, token.signed, token.signature);
        let is_named = |key: &&Key| token.key_id.is_some() && key.id == token.key_id;
        if self.published.iter().any(|key| is_named(&key)) {
            self.published.iter().filter(is_named).any(|key| made(&key))
        } else {
            self.published.iter().any(|key| made(&key))
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("issuer", &self.issuer).field("published", &self.published.len()).finish_non_exhaustive()
    }
}
