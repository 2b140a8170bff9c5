//! `[platform]`: the Altinn platform behind its gateway.

use serde::Deserialize;

use crate::checks::{http_url, without_end_slash};
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "platform", name, kind, default }
}

pub(crate) const KEYS: &[Key] = &[
    key("gateway_url", Kind::Text, Some("\"https://platform.altinn.no\"")),
    key("subscription_key", Kind::Secret, Some("\"\"")),
    key("authorization_url", Kind::Text, Some("\"\"")),
    key("contact_registry_url", Kind::Text, Some("\"https://kontaktregisteret.no\"")),
];

/// The Altinn platform. Base addresses have no slash at the end.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The gateway that all services of the platform live under.
    pub gateway_url: String,
    /// Sent as `Ocp-Apim-Subscription-Key` where the gateway asks for it; empty: not sent.
    pub subscription_key: String,
    /// Where the decision point lives; without the key, the gateway.
    pub authorization_url: String,
    /// The contact and reservation register.
    pub contact_registry_url: String,
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Platform").field("gateway_url", &self.gateway_url).finish_non_exhaustive()
    }
}

impl Platform {
    /// Fills in what is derived, and gives the gateway to the sections that derive from it.
    pub(crate) fn fill_in(&mut self) -> String {
        for url in [&mut self.gateway_url, &mut self.authorization_url, &mut self.contact_registry_url] {
            without_end_slash(url);
        }
        if self.authorization_url.is_empty() {
            self.authorization_url.clone_from(&self.gateway_url);
        }
        self.gateway_url.clone()
    }

    /// Whether the decision point lives on a host of its own; the subscription key goes to no host outside the gateway
    /// (integrations §1.2).
    #[must_use]
    pub fn has_own_decision_point(&self) -> bool {
        self.authorization_url != self.gateway_url
    }

    pub(crate) fn check(&self, findings: &mut Findings) {
        http_url("platform.gateway_url", &self.gateway_url, findings);
        http_url("platform.contact_registry_url", &self.contact_registry_url, findings);
        if self.has_own_decision_point() {
            http_url("platform.authorization_url", &self.authorization_url, findings);
        }
        if !self.subscription_key.bytes().all(|byte| byte.is_ascii_graphic()) {
            findings.add("platform.subscription_key", "can be sent in no header: it holds blanks or letters outside ASCII");
        }
    }
}
