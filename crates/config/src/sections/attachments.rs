//! `[attachments]`: where attachment bytes lie and who scans them.

use std::collections::BTreeMap;

use figment::value::Value;
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::error::Findings;
use crate::key::{Key, Kind};

const fn key(name: &'static str, kind: Kind, default: Option<&'static str>) -> Key {
    Key { section: "attachments", name, kind, default }
}

pub(crate) const KEYS: &[Key] = &[
    key("url", Kind::Text, None),
    key("scanner", Kind::Choice(&["webhook", "clamav", "none"]), Some("\"webhook\"")),
    key("clamav", Kind::Text, Some("\"tcp://127.0.0.1:3310\"")),
    key("scan_bypass_resources", Kind::List, Some("[]")),
    key("webhook_secret", Kind::Secret, Some("\"\"")),
    key("download_all", Kind::Flag, Some("true")),
    key("zip_limit", Kind::Number, Some("2000000000")),
    key("options", Kind::Table, Some("{}")),
];

/// Who looks for malware in uploaded files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scanner {
    /// An outside scanner tells its verdict by webhook.
    Webhook,
    /// A clamd over TCP.
    Clamav,
    /// Nobody; refused in production.
    None,
}

/// Where attachment bytes lie and who scans them.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachments {
    /// `file:///folder`, `s3://bucket/prefix` or `az://container/prefix`.
    pub url: String,
    /// Who scans.
    pub scanner: Scanner,
    /// Address of clamd, `tcp://host:port`.
    pub clamav: String,
    /// Resources whose files pass without a scan.
    pub scan_bypass_resources: Vec<String>,
    /// What the scanner's webhook must carry; empty: nothing.
    pub webhook_secret: String,
    /// Whether all files of a letter can be fetched as one zip.
    pub download_all: bool,
    /// Bytes that such a zip may hold; 0: no limit.
    pub zip_limit: u64,
    /// Options of the store under its own names. They hold secrets: not for logs.
    #[serde(deserialize_with = "texts")]
    pub options: BTreeMap<String, String>,
}

impl std::fmt::Debug for Attachments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attachments").field("url", &self.url).field("scanner", &self.scanner).finish_non_exhaustive()
    }
}

impl Attachments {
    pub(crate) fn check(&self, findings: &mut Findings) {
        match Url::parse(&self.url) {
            Ok(url) if url.scheme() == "file" => {
                if url.host().is_some() || url.path() == "/" {
                    findings.add("attachments.url", format!("{:?} names no folder; a path begins with three slashes: file:///…", self.url));
                }
            }
            Ok(url) if matches!(url.scheme(), "s3" | "az") => {
                if url.host().is_none() {
                    findings.add("attachments.url", format!("{:?} names no bucket or container", self.url));
                }
            }
            _ => findings
                .add("attachments.url", format!("{:?} is none of file:///folder, s3://bucket/prefix, az://container/prefix", self.url)),
        }
        let clamd = Url::parse(&self.clamav).ok().filter(|url| url.scheme() == "tcp" && url.host().is_some() && url.port().is_some());
        if clamd.is_none() {
            findings.add("attachments.clamav", format!("{:?} is no address such as tcp://127.0.0.1:3310", self.clamav));
        }
    }
}

fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    let options = BTreeMap::<String, Value>::deserialize(deserializer)?;
    Ok(options.into_iter().map(|(name, value)| (name, text(&value))).collect())
}

fn text(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Bool(_, flag) => flag.to_string(),
        other => other.to_i128().map(|number| number.to_string()).unwrap_or_default(),
    }
}
