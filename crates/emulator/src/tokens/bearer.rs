//! The check of tokens that callers send. Verified ones are remembered, since a server sends the same one thousands of times.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::compact::{self, Members};
use super::keys::KeyRing;
use crate::addresses::Addresses;
use crate::shared::lock;

/// Who signs the tokens that a remote takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Issuer {
    /// Altinn's own: exchanged, or from the test tools.
    Altinn,
    /// Maskinporten, not exchanged.
    Maskinporten,
}

/// What a verified token says.
#[derive(Debug)]
pub(crate) struct Bearer {
    pub claims: Members,
}

impl Bearer {
    /// A claim that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.claims.get(name)?.as_str()
    }

    /// A claim as text, also when it is a number.
    pub(crate) fn as_text(&self, name: &str) -> Option<String> {
        match self.claims.get(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The items of the `scope` claim.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ').filter(|item| !item.is_empty())
    }

    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|item| item == scope)
    }

    /// The organisation number of the `consumer` claim.
    pub(crate) fn consumer(&self) -> Option<&str> {
        Some(bare(self.claims.get("consumer")?.get("ID")?.as_str()?))
    }
}

/// Text after the last colon.
fn bare(text: &str) -> &str {
    text.rsplit(':').next().unwrap_or(text)
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadToken {
    NotAToken,
    WrongIssuer,
    WrongSignature,
    Expired,
    NotYetValid,
}

impl BadToken {
    /// For the challenge.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::NotAToken => "the text is no token",
            Self::WrongIssuer => "the issuer is invalid",
            Self::WrongSignature => "the signature is invalid",
            Self::Expired => "the token expired",
            Self::NotYetValid => "the token is not yet valid",
        }
    }
}

#[derive(Clone)]
struct Remembered {
    bearer: Arc<Bearer>,
    expires: i64,
    not_before: i64,
}

/// Verified tokens by their text.
#[derive(Default)]
pub(crate) struct BearerCache(Mutex<HashMap<(Issuer, String), Remembered>>);

/// A client that makes a new token for every call must not fill the memory.
const MOST_REMEMBERED: usize = 4096;

impl BearerCache {
    /// The claims of a token that holds at `now` (real seconds since 1970).
    pub(crate) fn verify(
        &self,
        token: &str,
        issuer: Issuer,
        keys: &KeyRing,
        addresses: &Addresses,
        now: i64,
    ) -> Result<Arc<Bearer>, BadToken> {
        let key = (issuer, token.to_owned());
        // The guard must not live through the check.
        let known = lock(&self.0).get(&key).cloned();
        let remembered = match known {
            Some(remembered) => remembered,
            None => self.remember(key, check(token, issuer, keys, addresses)?),
        };
        if remembered.expires <= now {
            Err(BadToken::Expired)
        } else if remembered.not_before > now {
            Err(BadToken::NotYetValid)
        } else {
            Ok(remembered.bearer)
        }
    }

    fn remember(&self, key: (Issuer, String), checked: Remembered) -> Remembered {
        let mut cache = lock(&self.0);
        if cache.len() >= MOST_REMEMBERED {
            cache.clear();
        }
        cache.insert(key, checked.clone());
        checked
    }

    /// Forgets everything, when issuers change.
    pub(crate) fn clear(&self) {
        lock(&self.0).clear();
    }
}

/// Everything but the lifetime.
fn check(token: &str, issuer: Issuer, keys: &KeyRing, addresses: &Addresses) -> Result<Remembered, BadToken> {
    let compact = compact::parse(token).ok_or(BadToken::NotAToken)?;
    let (key, name) = match issuer {
        Issuer::Altinn => (keys.altinn(), &addresses.altinn_issuer),
        Issuer::Maskinporten => (keys.maskinporten(), &addresses.maskinporten_issuer),
    };
    if compact.payload.get("iss").and_then(|value| value.as_str()) != Some(name) {
        return Err(BadToken::WrongIssuer);
    }
    let same_algorithm = compact.header.get("alg").and_then(|value| value.as_str()) == Some(key.algorithm());
    if !same_algorithm || !key.verifies(compact.signed.as_bytes(), &compact.signature) {
        return Err(BadToken::WrongSignature);
    }
    let seconds = |name: &str| compact.payload.get(name).and_then(serde_json::Value::as_i64);
    let expires = seconds("exp").ok_or(BadToken::Expired)?;
    let not_before = seconds("nbf").unwrap_or(0);
    Ok(Remembered { bearer: Arc::new(Bearer { claims: compact.payload }), expires, not_before })
}
