//! Answers without what differs from run to run, for snapshots. The same id gets the same name wherever it stands.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::answer::Answer;

/// Headers that a snapshot shows.
const HEADERS: [&str; 11] = [
    "accept-ranges",
    "allow",
    "cache-control",
    "content-disposition",
    "content-range",
    "content-type",
    "etag",
    "repr-digest",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
];

/// A JSON value without ids, times and traces.
#[must_use]
pub fn redacted(value: &Value) -> Value {
    Redaction::default().value(value)
}

/// Status, headers and body of an answer without ids, times and traces.
#[must_use]
pub fn redacted_answer(answer: &Answer) -> Value {
    let headers: Value = HEADERS.iter().filter_map(|name| Some(((*name).to_owned(), json!(answer.header(name)?)))).collect();
    let body = match serde_json::from_str(&answer.text) {
        Ok(body) => redacted(&body),
        Err(_) => json!(answer.text),
    };
    json!({"status": answer.status, "headers": headers, "body": body})
}

#[derive(Default)]
struct Redaction {
    names: HashMap<String, usize>,
}

impl Redaction {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), if name == "traceId" { json!("<trace>") } else { self.value(value) }))
                .collect(),
            Value::Array(rows) => rows.iter().map(|row| self.value(row)).collect(),
            Value::String(text) => json!(self.text(text)),
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        if is_time(text) {
            return "<time>".to_owned();
        }
        let mut redacted = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let id = rest.get(..36).filter(|id| is_id(id));
            if let Some(id) = id {
                let next = self.names.len() + 1;
                let number = *self.names.entry(id.to_owned()).or_insert(next);
                // Writing to a String cannot fail.
                let _ = write!(redacted, "<id {number}>");
                rest = &rest[36..];
            } else {
                redacted.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
        redacted
    }
}

fn is_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| if matches!(place, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Of our times, not of those a test sent: those have no fraction of a second.
fn is_time(text: &str) -> bool {
    text.len() > 20 && text.as_bytes()[4] == b'-' && text.as_bytes()[10] == b'T' && text.contains('.') && text.as_bytes()[0] == b'2'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_their_names_and_times_go() {
        let id = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";
        let (now, given) = ("2026-03-02T09:15:30.123456+00:00", "2099-01-01T00:00:00+00:00");
        let value = json!({"a": id, "b": format!("x/{id}/ø"), "c": now, "d": given, "traceId": "1"});
        let expected = json!({"a": "<id 1>", "b": "x/<id 1>/ø", "c": "<time>", "d": given, "traceId": "<trace>"});
        assert_eq!(redacted(&value), expected);
    }
}
