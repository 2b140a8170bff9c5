//! A create request that is right as it stands, and what a test changes about it.

use serde_json::{Value, json};

/// The usual resource: level 0, not confidential.
pub const DEMO: &str = "demo-correspondence";

/// A body for `POST …/correspondence`.
#[derive(Clone, Debug)]
pub struct LetterRequest(Value);

impl LetterRequest {
    /// A letter to these recipients, published at once.
    #[must_use]
    pub fn to<R: AsRef<str>>(recipients: &[R]) -> Self {
        let recipients: Vec<&str> = recipients.iter().map(AsRef::as_ref).collect();
        Self(json!({
            "correspondence": {
                "resourceId": DEMO,
                "sendersReference": "SAK-417",
                "content": {
                    "language": "nb",
                    "messageTitle": "Vedtak i sak 417",
                    "messageSummary": "Vi har behandlet saken din.",
                    "messageBody": "Vedtaket er **innvilget**.",
                },
            },
            "recipients": recipients,
        }))
    }

    /// The same with a member at this dotted path, made or replaced.
    #[must_use]
    pub fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        *self.member(path) = value.into();
        self
    }

    /// The same with a member of the correspondence.
    #[must_use]
    pub fn letter(self, path: &str, value: impl Into<Value>) -> Self {
        self.with(&format!("correspondence.{path}"), value)
    }

    /// The same with these shared attachments.
    #[must_use]
    pub fn carrying<F: AsRef<str>>(self, attachments: &[F]) -> Self {
        self.with("existingAttachments", attachments.iter().map(AsRef::as_ref).collect::<Vec<&str>>())
    }

    /// The same without the member at this dotted path.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        let (parent, name) = match path.rsplit_once('.') {
            Some((parent, name)) => (self.member(parent), name),
            None => (&mut self.0, path),
        };
        parent.as_object_mut().unwrap().remove(name).unwrap_or_else(|| panic!("there is no {path}"));
        self
    }

    /// The same, to be confirmed by a time.
    #[must_use]
    pub fn to_be_confirmed(self, by: &str) -> Self {
        self.letter("isConfirmationNeeded", true).letter("dueDateTime", by)
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Value {
        &self.0
    }

    fn member(&mut self, path: &str) -> &mut Value {
        path.split('.').fold(&mut self.0, |at, step| match step.parse::<usize>() {
            Ok(place) if at.is_array() => &mut at[place],
            _ => &mut at[step],
        })
    }
}
