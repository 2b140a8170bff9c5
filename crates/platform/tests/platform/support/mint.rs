//! Tokens of callers, good and bad; the claim sets are those of auth §16.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use correspondence_domain::claims::{Claims, TokenKind};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use super::keys::Signs;
use super::{ALTINN_ISSUER, TestClock};

pub(crate) const MASKINPORTEN_ISSUER: &str = "https://test.maskinporten.no/";
pub(crate) const DIALOGPORTEN_ISSUER: &str = "https://platform.altinn.example/dialogporten/api/v1";

/// A token in the making.
pub(crate) struct Token<'a> {
    pub(crate) header: Value,
    pub(crate) payload: Value,
    key: &'a EncodingKey,
    algorithm: Algorithm,
}

impl<'a> Token<'a> {
    /// A token with the usual header and times around `claims`.
    pub(crate) fn new(key: &'a dyn Signs, issuer: &str, clock: &TestClock, claims: &Value) -> Self {
        let now = clock.real_seconds();
        let mut payload = claims.clone();
        payload["iss"] = json!(issuer);
        payload["iat"] = json!(now);
        payload["nbf"] = json!(now - 1);
        payload["exp"] = json!(now + 1800);
        let header = json!({"alg": format!("{:?}", key.algorithm()), "typ": "JWT", "kid": key.id()});
        Self { header, payload, key: key.key(), algorithm: key.algorithm() }
    }

    pub(crate) fn header(mut self, name: &str, value: &Value) -> Self {
        self.header[name] = value.clone();
        self
    }

    pub(crate) fn claim(mut self, name: &str, value: &Value) -> Self {
        self.payload[name] = value.clone();
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.payload.as_object_mut().unwrap().shift_remove(name);
        self.header.as_object_mut().unwrap().shift_remove(name);
        self
    }

    /// Signed with another key than the header says.
    pub(crate) fn signed_by(mut self, key: &'a dyn Signs) -> Self {
        (self.key, self.algorithm) = (key.key(), key.algorithm());
        self
    }

    pub(crate) fn signed_with(mut self, key: &'a EncodingKey, algorithm: Algorithm) -> Self {
        (self.key, self.algorithm) = (key, algorithm);
        self
    }

    fn content(&self) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        format!("{}.{}", encode(&self.header), encode(&self.payload))
    }

    pub(crate) fn unsigned(&self) -> String {
        format!("{}.", self.content())
    }

    pub(crate) fn text(&self) -> String {
        let content = self.content();
        format!("{content}.{}", jsonwebtoken::crypto::sign(content.as_bytes(), self.key, self.algorithm).unwrap())
    }
}

pub(crate) fn organisation(number: &str, scope: &str) -> Value {
    json!({"scope": scope, "token_type": "Bearer", "client_id": "1b1d1f7e-0000-4000-8000-000000000017", "consumer": consumer(number),
        "jti": "jti-ao", "urn:altinn:orgNumber": number, "urn:altinn:authenticatemethod": "maskinporten", "urn:altinn:authlevel": 3})
}

pub(crate) fn service_owner() -> Value {
    let mut claims = organisation("313999017", "altinn:correspondence.write altinn:serviceowner");
    claims["urn:altinn:org"] = json!("tdep");
    claims["sid"] = json!("sid-1");
    claims
}

pub(crate) fn system_user() -> Value {
    json!({"scope": "altinn:correspondence.read", "consumer": consumer("313999068"),
        "authorization_details": [{"type": "urn:altinn:systemuser", "systemuser_id": ["5f0c2b6a-1111-4222-8333-444455556666"],
            "systemuser_org": consumer("313999041"), "system_id": "313999068_mailreader"}],
        "jti": "jti-asu", "urn:altinn:orgNumber": "313999068", "urn:altinn:authenticatemethod": "maskinporten", "urn:altinn:authlevel": 3})
}

pub(crate) fn person() -> Value {
    json!({"nameid": "7700041", "urn:altinn:userid": "7700041", "urn:altinn:username": "", "urn:altinn:partyid": 51_990_077,
        "urn:altinn:party:uuid": "aaaa1111-2222-4333-8444-555566667777", "urn:altinn:authenticatemethod": "BankID",
        "urn:altinn:authlevel": 4, "acr": "idporten-loa-high", "scope": "openid altinn:correspondence.read", "pid": "01898790041",
        "client_id": "c-1", "consumer": consumer("313999068"), "jti": "jti-ap"})
}

pub(crate) fn maskinporten(scope: &str) -> Value {
    json!({"scope": scope, "client_id": "mp-1", "client_amr": "private_key_jwt", "token_type": "Bearer", "jti": "jti-mp",
        "consumer": consumer("313999017")})
}

pub(crate) fn dialog() -> Value {
    json!({"jti": "0f7d2c10-aaaa-4bbb-8ccc-ddddeeeeffff", "c": "urn:altinn:person:identifier-no:01898790041", "l": 4,
        "p": "urn:altinn:organization:identifier-no:313999041", "s": "urn:altinn:resource:tdep-letters",
        "i": "01990000-aaaa-7bbb-8ccc-ddddeeeeffff", "a": "read;write"})
}

pub(crate) fn consumer(number: &str) -> Value {
    json!({"authority": "iso6523-actorid-upis", "ID": format!("0192:{number}")})
}

/// The claims of a token that was validated before.
pub(crate) fn validated(kind: TokenKind, payload: &Value) -> Claims {
    let issuer = match kind {
        TokenKind::Altinn => ALTINN_ISSUER,
        TokenKind::Maskinporten => MASKINPORTEN_ISSUER,
        TokenKind::Dialogporten => DIALOGPORTEN_ISSUER,
    };
    Claims::from_payload(kind, issuer.to_owned(), payload.as_object().unwrap())
}
