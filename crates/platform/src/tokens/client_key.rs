//! Our client's private key: base64 of an RSA JWK, as Maskinporten's clients are configured (auth §13).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::crypto::sign;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::Value;

use crate::inbound::base64_of_either_alphabet;

pub(super) struct ClientKey {
    pub(super) id: Option<String>,
    pub(super) key: EncodingKey,
}

/// Reads the key and tries it, so that a bad one is told at start and not at the first letter.
///
/// # Errors
/// What is wrong with it, without a piece of it.
pub(super) fn read(encoded: &str) -> Result<ClientKey, String> {
    let encoded: String = encoded.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = STANDARD.decode(encoded.as_bytes()).map_err(|_| "not base64".to_owned())?;
    let jwk: Value = serde_json::from_slice(&bytes).map_err(|_| "not the base64 of a JSON Web Key".to_owned())?;
    if jwk.get("kty").and_then(Value::as_str) != Some("RSA") {
        return Err("not an RSA key".to_owned());
    }
    let mut numbers = vec![vec![0]];
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let text = jwk.get(name).and_then(Value::as_str).ok_or_else(|| format!("the key has no {name}: a private RSA key is needed"))?;
        numbers.push(base64_of_either_alphabet(text).ok_or_else(|| format!("{name} of the key is not base64"))?);
    }
    let key = EncodingKey::from_rsa_der(&pkcs1(&numbers));
    sign(b"", &key, Algorithm::RS256).map_err(|_| "the numbers of the key do not fit together".to_owned())?;
    Ok(ClientKey { id: jwk.get("kid").and_then(Value::as_str).map(str::to_owned), key })
}

/// RFC 8017 A.1.2: a sequence of the version and the numbers.
fn pkcs1(numbers: &[Vec<u8>]) -> Vec<u8> {
    let content: Vec<u8> = numbers.iter().flat_map(|number| integer(number)).collect();
    element(0x30, &content)
}

/// An unsigned number: no leading zeros but the one that keeps it positive.
fn integer(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len().saturating_sub(1));
    let digits = &number[start..];
    let mut content = Vec::with_capacity(digits.len() + 1);
    if digits.first().is_none_or(|first| first & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(digits);
    element(0x02, &content)
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut encoded = vec![tag];
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1)..];
    if content.len() >= 0x80 {
        encoded.push(0x80 | u8::try_from(significant.len()).unwrap_or(u8::MAX));
    }
    encoded.extend_from_slice(significant);
    encoded.extend_from_slice(content);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_key_is_told_without_showing_it() {
        let encode = |json: &str| STANDARD.encode(json);
        for (given, reason) in [
            ("", "not the base64 of a JSON Web Key".to_owned()),
            ("%%%", "not base64".to_owned()),
            (&encode("{\"kty\":\"EC\"}"), "not an RSA key".to_owned()),
            (&encode("{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"), "the key has no d: a private RSA key is needed".to_owned()),
            (
                &encode(
                    "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQ\",\"p\":\"AQ\",\"q\":\"AQ\",\"dp\":\"AQ\",\"dq\":\"AQ\",\"qi\":\"AQ\"}",
                ),
                "the numbers of the key do not fit together".to_owned(),
            ),
        ] {
            assert_eq!(read(given).err(), Some(reason));
        }
    }

    #[test]
    fn numbers_are_written_as_the_standard_wants() {
        assert_eq!(integer(&[0]), [2, 1, 0]);
        assert_eq!(integer(&[0, 0, 0x7f]), [2, 1, 0x7f]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        let long = integer(&[1; 300]);
        assert_eq!(&long[..4], [2, 0x82, 1, 44]);
    }
}
