//! The members of error bodies in their order on the wire.

use correspondence_domain::error::{Refusal, Validation};
use correspondence_domain::identifiers::CorrespondenceId;
use indexmap::IndexMap;
use serde::Serialize;

use super::kinds::Title;
use crate::extract::json::Unreadable;

/// An error of the catalogue (http-api §3.1), and in the same style what is not in it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
    trace_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_description: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correspondence_id: Option<CorrespondenceId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correspondence_ids: Vec<CorrespondenceId>,
}

impl Problem {
    /// What a rule of the contract refuses.
    pub(super) fn of(refusal: &Refusal, trace_id: String) -> Self {
        let number = refusal.error.number();
        Self {
            code: Some(format!("CORR-{number:05}")),
            error_code: Some(number),
            correspondence_id: refusal.existing.first().copied(),
            correspondence_ids: refusal.existing.clone(),
            ..Self::plain(Title::of(refusal.error.kind()), refusal.text.clone(), trace_id)
        }
    }

    /// A status with a text, of no number.
    pub(super) fn plain(title: Title, detail: String, trace_id: String) -> Self {
        Self {
            kind: title.uri(),
            title: title.name,
            status: title.status.as_u16(),
            detail,
            code: None,
            instance: None,
            trace_id,
            status_description: Some(title.description()),
            error_code: None,
            correspondence_id: None,
            correspondence_ids: Vec::new(),
        }
    }

    /// The answer to a request that failed inside (http-api §3.4).
    pub(super) fn unexpected(detail: String, path: String, trace_id: String) -> Self {
        Self { instance: Some(path), status_description: None, ..Self::plain(Title::SERVER_ERROR, detail, trace_id) }
    }
}

/// A validation error (http-api §3.2).
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidationProblem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: &'static str,
    trace_id: String,
    status_description: &'static str,
    validation_errors: Vec<ValidationEntry>,
    errors: IndexMap<String, Vec<String>>,
}

#[derive(Clone, Debug, Serialize)]
struct ValidationEntry {
    code: &'static str,
    title: String,
    paths: [String; 1],
}

/// Findings in the form that the body tells them: by key, each key once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Validated(IndexMap<String, Vec<String>>);

impl ValidationProblem {
    pub(super) fn new(findings: Validated, trace_id: String) -> Self {
        let entry = |(key, message): (&String, &String)| ValidationEntry {
            code: "CORR.VLD-00000",
            title: message.clone(),
            paths: [key.replace('.', "/")],
        };
        let entries = findings.0.iter().flat_map(|(key, messages)| messages.iter().map(move |message| (key, message)));
        Self {
            kind: Title::BAD_REQUEST.uri(),
            title: Title::BAD_REQUEST.name,
            status: Title::BAD_REQUEST.status.as_u16(),
            code: "STD-00000",
            trace_id,
            status_description: Title::BAD_REQUEST.name,
            validation_errors: entries.map(entry).collect(),
            errors: findings.0,
        }
    }
}

/// Findings about values that could be read.
pub(crate) fn validation(findings: Validation) -> Validated {
    let mut by_key: IndexMap<String, Vec<String>> = IndexMap::new();
    for problem in findings.problems {
        by_key.entry(problem.key).or_default().push(problem.message);
    }
    for key in findings.bound {
        by_key.entry(key).or_default();
    }
    Validated(by_key)
}

/// A body that could not be read; `parameter` is the name by which the contract knows it (http-api §3.3).
pub(crate) fn parse_error(unreadable: Unreadable, parameter: &str) -> Validated {
    Validated(IndexMap::from_iter([
        (unreadable.path, vec![format!("The JSON document could not be read: {}.", unreadable.message)]),
        (parameter.to_owned(), vec![format!("The {parameter} field is required.")]),
    ]))
}
