//! The content of a dialog or transmission: texts with media types, and the reference that a front end embeds.

use serde_json::Value;

use super::{Circumstances, Findings, identity, texts};
use crate::dialogporten::present;

const PLAIN: &str = "text/plain";
/// Spelling of the embed media type that is stored.
const EMBED: &str = "application/vnd.dialogporten.frontchannelembed-url;type=text/markdown";
/// The older spelling, which is taken too.
const OLD_EMBED: &str = "application/vnd.dialogporten.frontchannelembed+json;type=markdown";

/// `reference` is the member that holds the embedded URL.
pub(in crate::dialogporten) fn content(
    findings: &mut Findings,
    content: Option<&mut Value>,
    reference: &str,
    circumstances: &Circumstances,
) {
    let Some(content) = content.filter(|content| content.is_object()) else {
        findings.add("content", "is required");
        return;
    };
    if present(content, "title").is_none() {
        findings.add("content.title", "is required");
    }
    for name in
        ["title", "nonSensitiveTitle", "summary", "nonSensitiveSummary", "senderName", "additionalInfo", "extendedStatus", reference]
    {
        let Some(part) = content.get_mut(name).filter(|part| !part.is_null()) else { continue };
        let path = format!("content.{name}");
        if !part.is_object() {
            findings.add(path, "must be an object");
            continue;
        }
        let media_type = part.get("mediaType").and_then(Value::as_str).unwrap_or(PLAIN).to_owned();
        if name == reference {
            embedded(findings, &path, part, &media_type);
            continue;
        }
        let allowed: &[&str] = if name == "additionalInfo" { &[PLAIN, "text/markdown"] } else { &[PLAIN] };
        if !allowed.contains(&media_type.as_str()) {
            findings.add(format!("{path}.mediaType"), format!("{media_type:?} is not allowed here"));
        }
        let limit = match name {
            "additionalInfo" => 1023,
            "extendedStatus" => 25,
            _ => circumstances.longest_title(),
        };
        texts::localized(findings, &format!("{path}.value"), part.get_mut("value"), limit);
    }
}

fn embedded(findings: &mut Findings, path: &str, part: &mut Value, media_type: &str) {
    if media_type == OLD_EMBED || media_type == EMBED {
        part["mediaType"] = Value::from(EMBED);
    } else {
        findings.add(format!("{path}.mediaType"), format!("{media_type:?} is not allowed here"));
    }
    texts::localized(findings, &format!("{path}.value"), part.get_mut("value"), 1023);
    for (at, text) in part.get("value").and_then(Value::as_array).into_iter().flatten().enumerate() {
        identity::url(findings, &format!("{path}.value[{at}].value"), text.get("value"));
    }
}
