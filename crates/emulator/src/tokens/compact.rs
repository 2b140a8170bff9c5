//! JSON web tokens in their compact form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::signing_key::SigningKey;

/// Members of a token's header or payload.
pub(crate) type Members = Map<String, Value>;

/// A token taken apart, nothing verified.
#[derive(Debug)]
pub(crate) struct Compact<'a> {
    /// What the signature covers.
    pub signed: &'a str,
    pub header: Members,
    pub payload: Members,
    pub signature: Vec<u8>,
}

/// Takes a token apart; none when it is no token.
pub(crate) fn parse(token: &str) -> Option<Compact<'_>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, payload) = signed.split_once('.')?;
    Some(Compact { signed, header: members(header)?, payload: members(payload)?, signature: URL_SAFE_NO_PAD.decode(signature).ok()? })
}

fn members(text: &str) -> Option<Members> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

/// A signed token. None only when the machine gives no randomness.
pub(crate) fn signed(key: &SigningKey, payload: &Members) -> Option<String> {
    let header = json!({"alg": key.algorithm(), "typ": "JWT", "kid": key.key_id});
    let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(payload).ok()?, &mut token);
    let signature = key.sign(token.as_bytes())?;
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Some(token)
}
