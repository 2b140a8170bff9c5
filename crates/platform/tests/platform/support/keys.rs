//! Key pairs, made once for the whole run.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

/// The key pairs of one platform and of our client there.
pub(crate) struct Keys {
    pub(crate) altinn: Arc<RsaKey>,
    pub(crate) maskinporten: Arc<RsaKey>,
    pub(crate) dialogporten: Arc<EdKey>,
    pub(crate) client: Arc<RsaKey>,
}

impl Keys {
    /// Those that the platform publishes.
    pub(crate) fn own() -> Self {
        static OWN: OnceLock<Keys> = OnceLock::new();
        OWN.get_or_init(|| Self::make("own")).same()
    }

    /// A stranger's, or the platform's next ones.
    pub(crate) fn other() -> Self {
        static OTHER: OnceLock<Keys> = OnceLock::new();
        OTHER.get_or_init(|| Self::make("other")).same()
    }

    fn make(name: &str) -> Self {
        let rsa = |kind: &str| Arc::new(RsaKey::generate(format!("{name}-{kind}")));
        Self {
            altinn: rsa("altinn"),
            maskinporten: rsa("mp"),
            dialogporten: Arc::new(EdKey::generate(format!("{name}-dp"))),
            client: rsa("client"),
        }
    }

    fn same(&self) -> Self {
        Self {
            altinn: Arc::clone(&self.altinn),
            maskinporten: Arc::clone(&self.maskinporten),
            dialogporten: Arc::clone(&self.dialogporten),
            client: Arc::clone(&self.client),
        }
    }
}

/// A key that signs tokens.
pub(crate) trait Signs {
    fn id(&self) -> &str;
    fn algorithm(&self) -> Algorithm;
    fn key(&self) -> &EncodingKey;
}

pub(crate) struct RsaKey {
    id: String,
    /// PKCS#1: version, n, e, d, p, q, dp, dq, qi.
    numbers: Vec<Vec<u8>>,
    key: EncodingKey,
}

impl RsaKey {
    fn generate(id: String) -> Self {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let pkcs8: Pkcs8V1Der<'static> = pair.as_der().unwrap();
        // PrivateKeyInfo: version, algorithm, octets of the PKCS#1 key.
        let pkcs1 = elements(&elements(pkcs8.as_ref())[0])[2].clone();
        Self { id, numbers: elements(&elements(&pkcs1)[0]), key: EncodingKey::from_rsa_der(&pkcs1) }
    }

    fn number(&self, at: usize) -> &[u8] {
        let number = &self.numbers[at];
        if number[0] == 0 { &number[1..] } else { number }
    }

    pub(crate) fn public_jwk(&self) -> Value {
        let encode = |at| URL_SAFE_NO_PAD.encode(self.number(at));
        json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.id, "n": encode(1), "e": encode(2)})
    }

    /// As Altinn publishes its own (auth §3.2).
    pub(crate) fn public_jwk_in_standard_alphabet(&self) -> Value {
        json!({"kty": "RSA", "use": "sig", "kid": self.id, "n": STANDARD.encode(self.number(1)), "e": STANDARD.encode(self.number(2))})
    }

    pub(crate) fn private_jwk_in_base64(&self) -> String {
        let mut jwk = self.public_jwk();
        for (at, name) in ["d", "p", "q", "dp", "dq", "qi"].into_iter().enumerate() {
            jwk[name] = json!(URL_SAFE_NO_PAD.encode(self.number(at + 3)));
        }
        STANDARD.encode(jwk.to_string())
    }

    /// What a confused verifier would take for a shared secret.
    pub(crate) fn public_bytes(&self) -> &[u8] {
        self.number(1)
    }
}

impl Signs for RsaKey {
    fn id(&self) -> &str {
        &self.id
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }

    fn key(&self) -> &EncodingKey {
        &self.key
    }
}

pub(crate) struct EdKey {
    id: String,
    point: Vec<u8>,
    key: EncodingKey,
}

impl EdKey {
    fn generate(id: String) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let pkcs8 = pair.to_pkcs8().unwrap();
        Self { id, point: pair.public_key().as_ref().to_vec(), key: EncodingKey::from_ed_der(pkcs8.as_ref()) }
    }

    pub(crate) fn public_jwk(&self) -> Value {
        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.id, "x": URL_SAFE_NO_PAD.encode(&self.point)})
    }
}

impl Signs for EdKey {
    fn id(&self) -> &str {
        &self.id
    }

    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }

    fn key(&self) -> &EncodingKey {
        &self.key
    }
}

/// The contents of a run of DER elements.
fn elements(mut der: &[u8]) -> Vec<Vec<u8>> {
    let mut contents = Vec::new();
    while !der.is_empty() {
        let (length, start) = if der[1] < 0x80 {
            (usize::from(der[1]), 2)
        } else {
            let digits = usize::from(der[1] & 0x7f);
            (der[2..2 + digits].iter().fold(0, |length, digit| length * 256 + usize::from(*digit)), 2 + digits)
        };
        contents.push(der[start..start + length].to_vec());
        der = &der[start + length..];
    }
    contents
}
