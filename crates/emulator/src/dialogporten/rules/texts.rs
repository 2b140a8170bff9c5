//! Texts by language.

use serde_json::Value;

use super::{Findings, length};

/// A list of texts, one for each language, none longer than `limit` (UTF-16 units). Language codes are brought into the stored form.
pub(in crate::dialogporten) fn localized(findings: &mut Findings, path: &str, texts: Option<&mut Value>, limit: usize) {
    let Some(texts) = texts.and_then(Value::as_array_mut).filter(|texts| !texts.is_empty()) else {
        findings.add(path, "must have at least one text");
        return;
    };
    let mut languages: Vec<String> = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter_mut().enumerate() {
        match text.get("value").and_then(Value::as_str) {
            Some(value) if !value.trim().is_empty() => {
                if length(value) > limit {
                    findings.add(format!("{path}[{at}].value"), format!("must be {limit} characters or fewer"));
                }
            }
            _ => findings.add(format!("{path}[{at}].value"), "must not be empty"),
        }
        match text.get("languageCode").and_then(Value::as_str).and_then(language) {
            Some(code) => {
                text["languageCode"] = Value::from(code.as_str());
                if languages.contains(&code) {
                    findings.add(path, "must have one text for each language only");
                }
                languages.push(code);
            }
            None => findings.add(format!("{path}[{at}].languageCode"), "must be an ISO 639-1 code"),
        }
    }
}

/// Trimmed, lower-cased, without region.
fn language(text: &str) -> Option<String> {
    let code = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}
