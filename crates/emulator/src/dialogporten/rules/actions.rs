//! What a recipient can do in a dialog: buttons, and addresses for machines.

use serde_json::Value;

use super::{Findings, identity, texts};
use crate::dialogporten::present;
use crate::dialogporten::words::{METHODS, PRIORITIES, word};

/// How many actions of each priority a dialog may have.
const MOST: [(&str, usize); 3] = [("Primary", 1), ("Secondary", 1), ("Tertiary", 5)];

pub(in crate::dialogporten) fn gui_actions(findings: &mut Findings, rows: Option<&mut Value>) {
    let Some(rows) = list(findings, "guiActions", rows) else { return };
    let mut counts = [0; MOST.len()];
    for (at, row) in rows.iter_mut().enumerate() {
        let path = format!("guiActions[{at}]");
        named(findings, &path, row);
        identity::url(findings, &format!("{path}.url"), row.get("url"));
        texts::localized(findings, &format!("{path}.title"), row.get_mut("title"), 255);
        if present(row, "prompt").is_some() {
            texts::localized(findings, &format!("{path}.prompt"), row.get_mut("prompt"), 255);
        }
        method(findings, &path, row, &["GET", "POST", "DELETE"]);
        match row.get("priority").and_then(|value| word(PRIORITIES, value)) {
            Some(priority) => {
                row["priority"] = Value::from(priority);
                if let Some(at) = MOST.iter().position(|(name, _)| *name == priority) {
                    counts[at] += 1;
                }
            }
            None => findings.add(format!("{path}.priority"), "must be Primary, Secondary or Tertiary"),
        }
    }
    for ((name, most), count) in MOST.iter().zip(counts) {
        if count > *most {
            findings.add("guiActions", format!("only {most} action(s) of priority {name} are allowed"));
        }
    }
}

pub(in crate::dialogporten) fn api_actions(findings: &mut Findings, rows: Option<&mut Value>) {
    let Some(rows) = list(findings, "apiActions", rows) else { return };
    for (at, row) in rows.iter_mut().enumerate() {
        let path = format!("apiActions[{at}]");
        named(findings, &path, row);
        let Some(endpoints) = row.get_mut("endpoints").and_then(Value::as_array_mut).filter(|endpoints| !endpoints.is_empty()) else {
            findings.add(format!("{path}.endpoints"), "must not be empty");
            continue;
        };
        for (position, endpoint) in endpoints.iter_mut().enumerate() {
            let path = format!("{path}.endpoints[{position}]");
            identity::url(findings, &format!("{path}.url"), endpoint.get("url"));
            if present(endpoint, "httpMethod").is_none() {
                findings.add(format!("{path}.httpMethod"), "is required");
            } else {
                method(findings, &path, endpoint, &["GET", "POST", "PUT", "PATCH", "DELETE"]);
            }
        }
    }
}

fn list<'a>(findings: &mut Findings, path: &str, rows: Option<&'a mut Value>) -> Option<&'a mut Vec<Value>> {
    let rows = rows.filter(|rows| !rows.is_null())?;
    let rows = rows.as_array_mut();
    if rows.is_none() {
        findings.add(path, "must be a list");
    }
    rows
}

fn named(findings: &mut Findings, path: &str, row: &Value) {
    if row.get("action").and_then(Value::as_str).is_none_or(|action| action.trim().is_empty()) {
        findings.add(format!("{path}.action"), "must not be empty");
    }
}

/// The method in its stored form; GET when absent.
fn method(findings: &mut Findings, path: &str, row: &mut Value, allowed: &[&str]) {
    let given = present(row, "httpMethod").map_or(Some("GET"), |value| word(METHODS, value));
    match given.filter(|method| allowed.contains(method)) {
        Some(method) if row.is_object() => row["httpMethod"] = Value::from(method),
        _ => findings.add(format!("{path}.httpMethod"), format!("must be one of {}", allowed.join(", "))),
    }
}
