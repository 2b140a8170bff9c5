//! `[auth]`: whose tokens are accepted.

use serde::Deserialize;

use crate::checks::http_url;
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "auth", name, kind, default }
}

pub(crate) const KEYS: &[Key] = &[
    key("altinn_metadata_url", Kind::Text, Some("\"\"")),
    key("maskinporten_metadata_url", Kind::Text, Some("\"https://maskinporten.no/.well-known/oauth-authorization-server\"")),
    key("dialogporten_issuer", Kind::Text, Some("\"\"")),
    key("service_owner_rule", Kind::Flag, Some("true")),
    key("login_client_id", Kind::Text, Some("\"\"")),
    key("login_client_secret", Kind::Secret, Some("\"\"")),
];

/// Whose tokens are accepted.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// OpenID metadata of Altinn; its `issuer` signs Altinn tokens.
    pub altinn_metadata_url: String,
    /// Metadata of Maskinporten; its `issuer` signs Maskinporten tokens.
    pub maskinporten_metadata_url: String,
    /// Issuer of dialog tokens.
    pub dialogporten_issuer: String,
    /// Whether a service owner's token opens its own resources without a decision (auth §7.3 rule 2).
    pub service_owner_rule: bool,
    /// Client of the login for attachment links; empty: no login.
    pub login_client_id: String,
    /// That client's secret.
    pub login_client_secret: String,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth")
            .field("altinn_metadata_url", &self.altinn_metadata_url)
            .field("maskinporten_metadata_url", &self.maskinporten_metadata_url)
            .field("dialogporten_issuer", &self.dialogporten_issuer)
            .finish_non_exhaustive()
    }
}

impl Auth {
    pub(crate) fn fill_in(&mut self, gateway: &str) {
        if self.altinn_metadata_url.is_empty() {
            self.altinn_metadata_url = format!("{gateway}/authentication/api/v1/openid/.well-known/openid-configuration");
        }
        if self.dialogporten_issuer.is_empty() {
            self.dialogporten_issuer = format!("{gateway}/dialogporten/api/v1");
        }
    }

    pub(crate) fn check(&self, findings: &mut Findings) {
        http_url("auth.altinn_metadata_url", &self.altinn_metadata_url, findings);
        http_url("auth.maskinporten_metadata_url", &self.maskinporten_metadata_url, findings);
        http_url("auth.dialogporten_issuer", &self.dialogporten_issuer, findings);
        if self.login_client_id.is_empty() && !self.login_client_secret.is_empty() {
            findings.add("auth.login_client_id", "a login secret is given, but no client");
        }
    }
}
