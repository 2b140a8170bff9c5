//! Checks of values and of combinations, after every value is known to be of its kind and the derived ones are filled in.

use url::Url;

use crate::Config;
use crate::error::{Finding, Findings};
use crate::sections::{Environment, Role, Scanner};

impl Config {
    pub(crate) fn check(&self, findings: &mut Findings) {
        self.server.check(findings);
        self.database.check(findings);
        self.attachments.check(findings);
        self.platform.check(findings);
        self.maskinporten.check(self.environment, findings);
        self.auth.check(findings);
        self.slack.check(findings);
        self.telemetry.check(findings);

        if self.testing.clock_control && self.environment != Environment::Development {
            findings.add("testing.clock_control", "moving the clock is only allowed with environment = \"development\"");
        }
        if self.attachments.scanner == Scanner::None && self.environment == Environment::Production {
            findings.add("attachments.scanner", "files must be scanned in production: use \"webhook\" or \"clamav\"");
        }
    }
}

impl Config {
    /// What is allowed, but not without the operator's knowledge.
    #[must_use]
    pub fn warnings(&self) -> Vec<Finding> {
        let is_open = self.attachments.webhook_secret.is_empty() && self.server.has(Role::Api);
        let open = "is empty: whoever reaches /correspondence/api/v1/webhooks/malwarescanresults can let infected files go and make letters \
                    fail; set it, or close the address at the ingress to all but the scanner";
        let unused = "is set, but this version has no statistics: it answers their routes with 501";
        [
            (is_open && self.environment == Environment::Production, "attachments.webhook_secret", open),
            (!self.statistics.api_key.is_empty(), "statistics.api_key", unused),
        ]
        .into_iter()
        .filter(|(applies, ..)| *applies)
        .map(|(_, key, problem)| Finding { key: key.to_owned(), problem: problem.to_owned() })
        .collect()
    }
}

/// An absolute http or https address without credentials, query or fragment.
pub(crate) fn http_url(key: &str, text: &str, findings: &mut Findings) {
    match Url::parse(text) {
        Err(error) => findings.add(key, format!("{text:?} is no address: {error}")),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => findings.add(key, format!("{text:?} is neither http nor https")),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            findings.add(key, "an address must not carry a user name or password");
        }
        Ok(url) if url.query().is_some() || url.fragment().is_some() => {
            findings.add(key, format!("{text:?} must not carry a query or fragment"));
        }
        Ok(_) => {}
    }
}

/// As [`http_url`], and nothing when it is empty.
pub(crate) fn optional_http_url(key: &str, text: &str, findings: &mut Findings) {
    if !text.is_empty() {
        http_url(key, text, findings);
    }
}

/// A base address as the program joins paths to it: without a slash at its end.
pub(crate) fn without_end_slash(text: &mut String) {
    let kept = text.trim_end_matches('/').len();
    text.truncate(kept);
}
