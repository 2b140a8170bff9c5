//! A key set as issuers publish it, in either base64 alphabet. Keys that are not for signatures or of another family are passed over.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;

use super::base64_of_either_alphabet;

/// What kind of key pair. The family fixes the algorithms, so that no public key is ever taken for a shared secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Rsa,
    EllipticCurve,
    Edwards,
}

/// A published key.
pub(super) struct Key {
    pub(super) id: Option<String>,
    algorithms: &'static [Algorithm],
    public: DecodingKey,
}

impl Key {
    /// Whether this key made the signature of `signed`.
    pub(super) fn made(&self, algorithm: Algorithm, signed: &str, signature: &str) -> bool {
        self.algorithms.contains(&algorithm)
            && jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &self.public, algorithm).unwrap_or(false)
    }
}

/// The keys of the wanted families; none when the body is no key set.
pub(super) fn read(body: &Value, families: &[Family]) -> Option<Vec<Key>> {
    let keys = body.get("keys")?.as_array()?;
    Some(keys.iter().filter_map(|jwk| key(jwk, families)).collect())
}

fn key(jwk: &Value, families: &[Family]) -> Option<Key> {
    let text = |name| jwk.get(name).and_then(Value::as_str);
    if text("use").is_some_and(|usage| usage != "sig") {
        return None;
    }
    let number = |name| text(name).and_then(base64_of_either_alphabet);
    let (family, algorithms, key): (_, &[Algorithm], _) = match (text("kty")?, text("crv")) {
        ("RSA", _) => {
            let (modulus, exponent) = (number("n")?, number("e")?);
            (Family::Rsa, RSA, DecodingKey::from_rsa_raw_components(&modulus, &exponent))
        }
        ("EC", Some(curve @ ("P-256" | "P-384"))) => {
            let coordinate = |name| number(name).map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
            let algorithms = if curve == "P-256" { &[Algorithm::ES256] } else { &[Algorithm::ES384] };
            (Family::EllipticCurve, algorithms, DecodingKey::from_ec_components(&coordinate("x")?, &coordinate("y")?).ok()?)
        }
        ("OKP", Some("Ed25519")) => {
            let point = URL_SAFE_NO_PAD.encode(number("x")?);
            (Family::Edwards, &[Algorithm::EdDSA], DecodingKey::from_ed_components(&point).ok()?)
        }
        _ => return None,
    };
    families.contains(&family).then(|| Key { id: text("kid").map(str::to_owned), algorithms, public: key })
}

const RSA: &[Algorithm] = &[Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512];

/// The algorithm by its name in a header; none for unsigned tokens, shared secrets and anything unknown.
pub(super) fn algorithm(name: &str) -> Option<Algorithm> {
    Some(match name {
        "RS256" => Algorithm::RS256,
        "RS384" => Algorithm::RS384,
        "RS512" => Algorithm::RS512,
        "PS256" => Algorithm::PS256,
        "PS384" => Algorithm::PS384,
        "PS512" => Algorithm::PS512,
        "ES256" => Algorithm::ES256,
        "ES384" => Algorithm::ES384,
        "EdDSA" | "Ed25519" => Algorithm::EdDSA,
        _ => return None,
    })
}
