//! An answer, read to its end.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text.
    pub text: String,
    /// Its body as it is.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Reads an answer.
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    /// Demands a status.
    #[track_caller]
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The body of a success.
    #[track_caller]
    #[must_use]
    pub fn good(self) -> Value {
        self.expect(200).json()
    }

    /// Demands the refusal of this number, and gives its body.
    #[track_caller]
    pub fn refused(self, status: u16, number: u16) -> Value {
        let body = self.expect(status).json();
        assert_eq!(body["errorCode"], number, "{body:#}");
        assert_eq!(body["code"], format!("CORR-{number:05}"), "{body:#}");
        assert_eq!(body["status"], status, "{body:#}");
        body
    }

    /// The body as JSON.
    #[track_caller]
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{} {error}: {}", self.status, self.text))
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
