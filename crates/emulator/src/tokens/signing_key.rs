//! One private key that signs tokens: RSA (RS256) or Ed25519 (EdDSA).

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, Ed25519KeyPair, KeyPair, RsaKeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::der;

/// A key with its published name.
pub(crate) struct SigningKey {
    /// Name in key sets and token headers.
    pub key_id: String,
    private: Private,
}

enum Private {
    Rsa { pair: Box<RsaKeyPair>, pkcs8: Vec<u8> },
    Edwards(Box<Ed25519KeyPair>),
}

/// How `n` and `e` are written in a key set. Altinn's own set has padded standard base64 (auth §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberForm {
    Standard,
    UrlSafe,
}

impl SigningKey {
    /// A new 2048-bit RSA key in PKCS#8. Takes a tenth of a second and more.
    pub(crate) fn generate_rsa() -> Option<Vec<u8>> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
        let document = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).ok()?;
        Some(document.as_ref().to_vec())
    }

    /// A new Ed25519 key in PKCS#8.
    pub(crate) fn generate_edwards() -> Option<Vec<u8>> {
        Some(Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).ok()?.as_ref().to_vec())
    }

    /// An RSA key from PKCS#8.
    pub(crate) fn rsa(pkcs8: Vec<u8>) -> Option<Self> {
        let pair = Box::new(RsaKeyPair::from_pkcs8(&pkcs8).ok()?);
        let key_id = fingerprint(der::rsa_parts(&pkcs8)?.modulus);
        Some(Self { key_id, private: Private::Rsa { pair, pkcs8 } })
    }

    /// An Ed25519 key from PKCS#8.
    pub(crate) fn edwards(pkcs8: &[u8]) -> Option<Self> {
        let pair = Box::new(Ed25519KeyPair::from_pkcs8(pkcs8).ok()?);
        Some(Self { key_id: fingerprint(pair.public_key().as_ref()), private: Private::Edwards(pair) })
    }

    /// The `alg` of tokens signed with it.
    pub(crate) fn algorithm(&self) -> &'static str {
        match self.private {
            Private::Rsa { .. } => "RS256",
            Private::Edwards(_) => "EdDSA",
        }
    }

    /// The signature of `input`; none only when the machine gives no randomness.
    pub(crate) fn sign(&self, input: &[u8]) -> Option<Vec<u8>> {
        match &self.private {
            Private::Rsa { pair, .. } => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &SystemRandom::new(), input, &mut signature).ok()?;
                Some(signature)
            }
            Private::Edwards(pair) => Some(pair.sign(input).as_ref().to_vec()),
        }
    }

    /// Whether this key made the signature.
    pub(crate) fn verifies(&self, input: &[u8], signature: &[u8]) -> bool {
        match &self.private {
            Private::Rsa { pair, .. } => {
                UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, pair.public_key()).verify(input, signature).is_ok()
            }
            Private::Edwards(pair) => UnparsedPublicKey::new(&signature::ED25519, pair.public_key()).verify(input, signature).is_ok(),
        }
    }

    /// The public half as an entry of a key set.
    pub(crate) fn public_jwk(&self, form: NumberForm) -> Value {
        let number = |bytes: &[u8]| match form {
            NumberForm::Standard => STANDARD.encode(bytes),
            NumberForm::UrlSafe => URL_SAFE_NO_PAD.encode(bytes),
        };
        match &self.private {
            Private::Rsa { pkcs8, .. } => {
                let parts = der::rsa_parts(pkcs8);
                let (n, e) = parts.map_or_else(Default::default, |parts| (number(parts.modulus), number(parts.public_exponent)));
                let mut jwk = json!({"kty": "RSA", "use": "sig", "kid": self.key_id, "n": n, "e": e});
                if form == NumberForm::UrlSafe {
                    jwk["alg"] = Value::from(self.algorithm());
                }
                jwk
            }
            Private::Edwards(pair) => json!({
                "kty": "OKP", "use": "sig", "kid": self.key_id, "crv": "Ed25519", "alg": self.algorithm(),
                "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()),
            }),
        }
    }

    /// The private half of an RSA key, in the form that clients of Maskinporten are configured with.
    pub(crate) fn private_jwk(&self) -> Option<Value> {
        let Private::Rsa { pkcs8, .. } = &self.private else { return None };
        let parts = der::rsa_parts(pkcs8)?;
        let mut jwk = self.public_jwk(NumberForm::UrlSafe);
        for (name, number) in [
            ("d", parts.private_exponent),
            ("p", parts.prime1),
            ("q", parts.prime2),
            ("dp", parts.exponent1),
            ("dq", parts.exponent2),
            ("qi", parts.coefficient),
        ] {
            jwk[name] = Value::from(URL_SAFE_NO_PAD.encode(number));
        }
        Some(jwk)
    }
}

/// Forty hexadecimal digits, as the thumbprint of a certificate looks that the real keys are named after.
fn fingerprint(public: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(public).iter().take(20).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
        text
    })
}
