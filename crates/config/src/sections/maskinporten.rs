//! `[maskinporten]`: the client that the program itself is.

use serde::Deserialize;

use super::Environment;
use crate::checks::http_url;
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "maskinporten", name, kind, default }
}

pub(crate) const KEYS: &[Key] = &[
    key("token_url", Kind::Text, Some("\"https://maskinporten.no/token\"")),
    key("audience", Kind::Text, Some("\"https://maskinporten.no/\"")),
    key("exchange_url", Kind::Text, Some("\"\"")),
    key("client_id", Kind::Secret, Some("\"\"")),
    key("jwk", Kind::Secret, Some("\"\"")),
];

/// The client that the program itself is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maskinporten {
    /// Where tokens are asked for.
    pub token_url: String,
    /// `aud` of the grant, exactly as Maskinporten names itself.
    pub audience: String,
    /// Where tokens are exchanged for Altinn's.
    pub exchange_url: String,
    /// The client's id.
    pub client_id: String,
    /// Base64 of the client's private RSA JWK.
    pub jwk: String,
}

impl std::fmt::Debug for Maskinporten {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Maskinporten").field("token_url", &self.token_url).field("audience", &self.audience).finish_non_exhaustive()
    }
}

impl Maskinporten {
    pub(crate) fn fill_in(&mut self, gateway: &str) {
        if self.exchange_url.is_empty() {
            self.exchange_url = format!("{gateway}/authentication/api/v1/exchange/maskinporten");
        }
    }

    pub(crate) fn check(&self, environment: Environment, findings: &mut Findings) {
        http_url("maskinporten.token_url", &self.token_url, findings);
        http_url("maskinporten.exchange_url", &self.exchange_url, findings);
        if self.audience.trim().is_empty() {
            findings.add("maskinporten.audience", "has to be given");
        }
        if environment == Environment::Production {
            for (name, value) in [("client_id", &self.client_id), ("jwk", &self.jwk)] {
                if value.is_empty() {
                    findings.add(format!("maskinporten.{name}"), "has to be given in production");
                }
            }
        }
    }
}
