//! A token's three parts, read but not believed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use correspondence_domain::time::Timestamp;
use serde_json::{Map, Value};

/// Longer texts are not looked at: real tokens have a few kilobytes.
const LONGEST: usize = 64 * 1024;

pub(super) struct Compact<'a> {
    /// What was signed: header and payload as they came.
    pub(super) signed: &'a str,
    pub(super) signature: &'a str,
    pub(super) algorithm: String,
    pub(super) key_id: Option<String>,
    pub(super) payload: Map<String, Value>,
}

impl<'a> Compact<'a> {
    /// None when the text has not the form of a token.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.').filter(|_| text.len() <= LONGEST)?;
        let (header, payload) = signed.split_once('.')?;
        let header = object(header)?;
        let text = |name| header.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self { signed, signature, algorithm: text("alg")?, key_id: text("kid"), payload: object(payload)? })
    }

    pub(super) fn issuer(&self) -> Option<&str> {
        self.payload.get("iss")?.as_str()
    }

    /// Whether the token at least claims to be signed.
    pub(super) fn is_signed(&self) -> bool {
        !self.algorithm.eq_ignore_ascii_case("none") && !self.signature.is_empty()
    }

    /// A claim that is a moment in seconds since 1970, fractions allowed.
    pub(super) fn moment(&self, name: &str) -> Option<Timestamp> {
        let value = self.payload.get(name)?;
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and so do timestamps")]
        let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
        Some(Timestamp::from_micros(seconds.saturating_mul(1_000_000)))
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}
