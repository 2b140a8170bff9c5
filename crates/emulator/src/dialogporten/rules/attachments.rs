//! Attachments of a dialog or transmission: links, not bytes.

use serde_json::Value;

use super::{Circumstances, Findings, identity, texts, times};
use crate::dialogporten::words::{CONSUMERS, word};

pub(in crate::dialogporten) fn attachments(findings: &mut Findings, rows: Option<&mut Value>, circumstances: &Circumstances) {
    let Some(rows) = rows.filter(|rows| !rows.is_null()) else { return };
    let Some(rows) = rows.as_array_mut() else {
        findings.add("attachments", "must be a list");
        return;
    };
    for (at, row) in rows.iter_mut().enumerate() {
        let path = format!("attachments[{at}]");
        identity::id(findings, &format!("{path}.id"), row.get("id"), circumstances.now);
        texts::localized(findings, &format!("{path}.displayName"), row.get_mut("displayName"), 255);
        times::future(findings, &format!("{path}.expiresAt"), row.get("expiresAt"), circumstances.now, true);
        let Some(urls) = row.get_mut("urls").and_then(Value::as_array_mut).filter(|urls| !urls.is_empty()) else {
            findings.add(format!("{path}.urls"), "must not be empty");
            continue;
        };
        for (position, link) in urls.iter_mut().enumerate() {
            let path = format!("{path}.urls[{position}]");
            identity::url(findings, &format!("{path}.url"), link.get("url"));
            match link.get("consumerType").and_then(|value| word(CONSUMERS, value)) {
                Some(consumer) => link["consumerType"] = Value::from(consumer),
                None => findings.add(format!("{path}.consumerType"), "must be Gui or Api"),
            }
        }
    }
}
