//! `[server]`: listening, public addresses, CORS, roles.

use serde::Deserialize;
use url::Url;

use crate::checks::{http_url, without_end_slash};
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "server", name, kind, default }
}

pub(crate) const KEYS: &[Key] = &[
    key("listen", Kind::Text, Some("\"0.0.0.0:5096\"")),
    key("public_url", Kind::Text, Some("\"https://platform.altinn.no\"")),
    key("portal_url", Kind::Text, Some("\"https://af.altinn.no\"")),
    key("cors_origins", Kind::List, None),
    key("roles", Kind::List, Some("[\"api\", \"jobs\"]")),
];

/// What this process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Answers requests.
    Api,
    /// Does background work.
    Jobs,
}

/// Listening, public addresses, CORS, roles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port to listen on; port 0 picks a free one.
    pub listen: String,
    /// Where the world reaches this service, without a slash at the end: used in links, events and dialogs.
    pub public_url: String,
    /// The end users' portal, without a slash at the end.
    pub portal_url: String,
    #[serde(default)]
    cors_origins: Option<Vec<String>>,
    #[serde(rename = "roles")]
    role_names: Vec<String>,
}

impl Server {
    pub(crate) fn fill_in(&mut self) {
        without_end_slash(&mut self.public_url);
        without_end_slash(&mut self.portal_url);
        if self.cors_origins.is_none() {
            let origin = Url::parse(&self.portal_url).map(|url| url.origin().ascii_serialization());
            self.cors_origins = Some(origin.into_iter().collect());
        }
    }

    /// Whether this process has the role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        let name = match role {
            Role::Api => "api",
            Role::Jobs => "jobs",
        };
        self.role_names.iter().any(|given| given == name)
    }

    /// Origins that browsers may call from; an entry may hold one `*.` in front of its host. Without the key: the portal's.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        self.cors_origins.as_deref().unwrap_or_default()
    }

    pub(crate) fn check(&self, findings: &mut Findings) {
        let port = self.listen.rsplit_once(':').filter(|(host, _)| !host.is_empty()).and_then(|(_, port)| port.parse::<u16>().ok());
        if port.is_none() {
            findings.add("server.listen", format!("{:?} is no address with port, such as \"0.0.0.0:5096\"", self.listen));
        }
        http_url("server.public_url", &self.public_url, findings);
        http_url("server.portal_url", &self.portal_url, findings);
        for origin in self.origins() {
            if let Some(problem) = origin_problem(origin) {
                findings.add("server.cors_origins", format!("{origin:?} {problem}"));
            }
        }
        if self.role_names.is_empty() {
            findings.add("server.roles", "a process without a role does nothing: give \"api\", \"jobs\" or both");
        }
        for name in self.role_names.iter().filter(|name| !matches!(name.as_str(), "api" | "jobs")) {
            findings.add("server.roles", format!("{name:?} is not one of api, jobs"));
        }
    }
}

fn origin_problem(origin: &str) -> Option<&'static str> {
    let problem = "is no origin, such as \"https://af.altinn.no\" or \"https://*.altinn.no\"";
    let Some((scheme, host)) = origin.split_once("://") else { return Some(problem) };
    let bare = host.strip_prefix("*.").unwrap_or(host);
    if bare.contains('*') {
        return Some("may hold one `*.`, in front of the host");
    }
    let plain = format!("{scheme}://{bare}");
    let url = Url::parse(&plain).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // What is no origin alone (path, query, upper case, a default port written out) would never equal a browser's header.
    url.is_none_or(|url| url.origin().ascii_serialization() != plain).then_some(problem)
}
