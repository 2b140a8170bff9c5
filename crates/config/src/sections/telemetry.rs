//! `[telemetry]`: logs, traces and metrics.

use serde::Deserialize;

use crate::checks::optional_http_url;
use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "telemetry", name, kind, default }
}

pub(crate) const KEYS: &[Key] =
    &[key("otlp_endpoint", Kind::Text, Some("\"\"")), key("log_format", Kind::Choice(&["json", "pretty"]), Some("\"json\""))];

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// Logs, traces and metrics.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// Where traces and metrics go by OTLP; empty: nowhere.
    pub otlp_endpoint: String,
    /// How log lines look.
    pub log_format: LogFormat,
}

impl Telemetry {
    pub(crate) fn check(&self, findings: &mut Findings) {
        optional_http_url("telemetry.otlp_endpoint", &self.otlp_endpoint, findings);
    }
}
