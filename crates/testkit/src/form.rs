//! A create request as a multipart form, as clients write it or as no client should.

use reqwest::Method;
use serde_json::Value;

use crate::altinn::Altinn;
use crate::answer::Answer;
use crate::request::LetterRequest;

const BOUNDARY: &str = "----form-of-the-test";

/// The body of a form, part by part.
#[derive(Clone, Debug, Default)]
pub struct Form {
    body: Vec<u8>,
}

impl Form {
    /// The members of a JSON request, each under its path.
    #[must_use]
    pub fn of(request: &LetterRequest) -> Self {
        flattened(request.body()).into_iter().fold(Self::default(), |form, (name, text)| form.text(&name, &text))
    }

    /// One more text.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("Content-Disposition: form-data; name=\"{name}\""), text.as_bytes())
    }

    /// One more file.
    #[must_use]
    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        let headers = format!("Content-Disposition: form-data; name=\"attachments\"; filename=\"{name}\"\r\nContent-Type: application/pdf");
        self.part(&headers, bytes)
    }

    /// One more part with these headers.
    #[must_use]
    pub fn part(mut self, headers: &str, bytes: &[u8]) -> Self {
        self.body.extend_from_slice(format!("--{BOUNDARY}\r\n{headers}\r\n\r\n").as_bytes());
        self.body.extend_from_slice(bytes);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// The whole form, ended as it must be.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        [self.body.as_slice(), format!("--{BOUNDARY}--\r\n").as_bytes()].concat()
    }

    /// What the form is, for `Content-Type`.
    #[must_use]
    pub fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }
}

/// A document as paths of members, and their texts.
#[must_use]
pub fn flattened(document: &Value) -> Vec<(String, String)> {
    let mut members = Vec::new();
    flatten(document, String::new(), &mut members);
    members
}

fn flatten(value: &Value, at: String, members: &mut Vec<(String, String)>) {
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                flatten(value, if at.is_empty() { name.clone() } else { format!("{at}.{name}") }, members);
            }
        }
        Value::Array(elements) => {
            for (number, element) in elements.iter().enumerate() {
                flatten(element, format!("{at}[{number}]"), members);
            }
        }
        Value::Null => {}
        Value::String(text) => members.push((at, text.clone())),
        other => members.push((at, other.to_string())),
    }
}

impl Altinn {
    /// Asks for letters by a form.
    pub async fn create_by_form(&self, token: &str, form: &Form) -> Answer {
        self.send_form(token, form.body()).await
    }

    /// The same with bytes that may be no form.
    pub async fn send_form(&self, token: &str, body: impl Into<reqwest::Body>) -> Answer {
        let call = self.api(Method::POST, "/upload", token).header("content-type", Form::media_type()).body(body);
        Answer::of(call.send().await.unwrap()).await
    }
}
