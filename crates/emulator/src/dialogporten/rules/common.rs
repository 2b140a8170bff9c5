//! What holds for a dialog whenever it is written, at creation and after a patch. Enumerations are brought into their stored form.

use serde_json::{Map, Value};

use super::{Circumstances, Findings, actions, attachments, content, identity, length};
use crate::dialogporten::words::{STATUSES, word};

pub(in crate::dialogporten) fn dialog(findings: &mut Findings, members: &mut Map<String, Value>, circumstances: &Circumstances) {
    let status = match members.get("status").filter(|value| !value.is_null()) {
        None => Some("NotApplicable"),
        Some(value) => word(STATUSES, value),
    };
    match status {
        Some(status) => {
            members.insert("status".to_owned(), Value::from(status));
        }
        None => findings.add("status", "is unknown"),
    }
    if let Some(progress) = members.get("progress").filter(|value| !value.is_null())
        && progress.as_u64().is_none_or(|progress| progress > 100)
    {
        findings.add("progress", "must be between 0 and 100");
    }
    text(findings, members, "externalReference", 255);
    text(findings, members, "extendedStatus", 25);
    identity::process(findings, members.get("process"));
    let api_only = members.get("isApiOnly").and_then(Value::as_bool).unwrap_or(false);
    if !api_only || members.get("content").is_some_and(|content| !content.is_null()) {
        content::content(findings, members.get_mut("content"), "mainContentReference", circumstances);
    }
    search_tags(findings, members.get("searchTags"));
    attachments::attachments(findings, members.get_mut("attachments"), circumstances);
    actions::gui_actions(findings, members.get_mut("guiActions"));
    actions::api_actions(findings, members.get_mut("apiActions"));
}

/// The upper case of a character where that is one character.
fn upper(character: char) -> char {
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

/// An optional text of at most `limit` UTF-16 units.
pub(in crate::dialogporten) fn text(findings: &mut Findings, members: &Map<String, Value>, name: &str, limit: usize) {
    let Some(value) = members.get(name).filter(|value| !value.is_null()) else { return };
    if value.as_str().is_none_or(|text| length(text) > limit) {
        findings.add(name, format!("must be a text of {limit} characters or fewer"));
    }
}

fn search_tags(findings: &mut Findings, tags: Option<&Value>) {
    let Some(tags) = tags.filter(|tags| !tags.is_null()) else { return };
    let Some(tags) = tags.as_array() else {
        findings.add("searchTags", "must be a list");
        return;
    };
    let mut seen: Vec<String> = Vec::with_capacity(tags.len());
    for (at, tag) in tags.iter().enumerate() {
        let value = tag.get("value").and_then(Value::as_str).unwrap_or_default();
        if !(3..=63).contains(&length(value)) {
            findings.add(format!("searchTags[{at}].value"), "must be 3 to 63 characters");
        }
        // As the service compares: by the upper case of each character.
        let folded: String = value.chars().map(upper).collect();
        if seen.contains(&folded) {
            findings.add("searchTags", "must be unique, case aside");
        }
        seen.push(folded);
    }
}
