//! Answers and refusals in the platform's own forms.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

/// A request that was not done. Boxed, since it travels through many results.
#[derive(Debug)]
pub(crate) struct Refused(Box<Response>);

/// What every handler gives.
pub(crate) type Answer = Result<Response, Refused>;

/// Findings about a body: member path to messages (integrations §10.10 "Errors").
pub(crate) type ErrorMap = BTreeMap<String, Vec<String>>;

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

impl Refused {
    /// Any answer as a refusal.
    pub(crate) fn with(response: Response) -> Self {
        Self(Box::new(response))
    }

    /// 401 without a token.
    pub(crate) fn no_token() -> Self {
        Self::challenge("Bearer")
    }

    /// 401 for a token that does not hold.
    pub(crate) fn invalid_token(why: &str) -> Self {
        Self::challenge(&format!("Bearer error=\"invalid_token\", error_description=\"{why}\""))
    }

    fn challenge(value: &str) -> Self {
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        Self::with(response)
    }

    /// 403 with a word about what is missing.
    pub(crate) fn forbidden(detail: &str) -> Self {
        Self::problem(StatusCode::FORBIDDEN, "Forbidden", detail)
    }

    /// problem+json without a map of findings.
    pub(crate) fn problem(status: StatusCode, title: &str, detail: &str) -> Self {
        Self::with(problem(status, &json!({"type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail})))
    }

    /// problem+json with findings.
    pub(crate) fn findings(status: StatusCode, title: &str, errors: &ErrorMap) -> Self {
        Self::with(problem(status, &json!({"type": "about:blank", "title": title, "status": status.as_u16(), "errors": errors})))
    }

    /// 400 with one finding.
    pub(crate) fn invalid(member: &str, message: &str) -> Self {
        let errors = ErrorMap::from([(member.to_owned(), vec![message.to_owned()])]);
        Self::findings(StatusCode::BAD_REQUEST, VALIDATION, &errors)
    }

    /// 404 without a body.
    pub(crate) fn not_found() -> Self {
        Self::with(StatusCode::NOT_FOUND.into_response())
    }

    /// A plain text.
    pub(crate) fn text(status: StatusCode, text: &str) -> Self {
        Self::with((status, text.to_owned()).into_response())
    }

    /// A JSON body in the remote's own error form.
    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::with(json_answer(status, body))
    }
}

/// Title of every body that failed its checks.
pub(crate) const VALIDATION: &str = "One or more validation errors occurred.";

fn problem(status: StatusCode, body: &Value) -> Response {
    with_type(status, body.to_string(), "application/problem+json; charset=utf-8")
}

/// JSON with its usual content type.
pub(crate) fn json_answer<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => with_type(status, bytes, "application/json; charset=utf-8"),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// 200 with JSON.
pub(crate) fn ok_json<T: Serialize + ?Sized>(body: &T) -> Response {
    json_answer(StatusCode::OK, body)
}

/// A body with a fixed content type.
pub(crate) fn with_type(status: StatusCode, body: impl Into<Body>, content_type: &'static str) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static(content_type))], body.into()).into_response()
}
