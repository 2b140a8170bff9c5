//! Failures as responses. The layer around each route gives them their media type, the one around the router the body of a 500.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use correspondence_app::{AppError, trace};
use correspondence_domain::error::Refusal;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::body::{Problem, Validated, ValidationProblem};
use super::kinds::Title;

/// Marks a response whose body is a problem: its media type depends on what the route declares (http-api §3.1).
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsProblem;

/// Marks a response that stands for an unexpected failure; the outermost layer logs it and writes the body.
#[derive(Clone, Debug)]
pub(crate) struct ServerFault(pub(crate) Arc<anyhow::Error>);

/// Why an endpoint does not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The use case ended in it.
    App(AppError),
    /// The request's shape is wrong.
    Invalid(Validated),
    /// A body came without saying what it is.
    NoContentType,
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::App(refusal.into())
    }
}

impl From<Validated> for Failure {
    fn from(findings: Validated) -> Self {
        Self::Invalid(findings)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::App(AppError::Refused(refusal)) => problem(Title::of(refusal.error.kind()).status, &Problem::of(&refusal, trace_id())),
            Self::App(AppError::NotSupportedYet { member }) => status_problem(
                Title::NOT_IMPLEMENTED,
                format!("{member} is part of the contract, but this version does not support it yet."),
            ),
            Self::App(AppError::Unexpected(error)) => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(ServerFault(Arc::new(error)));
                response
            }
            Self::Invalid(findings) => problem(StatusCode::BAD_REQUEST, &ValidationProblem::new(findings, trace_id())),
            Self::NoContentType => {
                status_problem(Title::UNSUPPORTED_MEDIA_TYPE, "Say with Content-Type: application/json what the body is.".to_owned())
            }
        }
    }
}

/// A problem of no number.
pub(crate) fn status_problem(title: Title, detail: String) -> Response {
    problem(title.status, &Problem::plain(title, detail, trace_id()))
}

fn problem(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json; charset=utf-8"));
    response.extensions_mut().insert(IsProblem);
    response
}

/// The 500 of an unexpected failure: nothing of the answer so far is kept (http-api §2.3, §3.4).
pub(crate) fn server_error(detail: String, path: &str, accepts_json: bool) -> Response {
    let mut response = if accepts_json {
        problem(StatusCode::INTERNAL_SERVER_ERROR, &Problem::unexpected(detail, path.to_owned(), trace_id()))
    } else {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    };
    for (name, value) in [(header::CACHE_CONTROL, "no-cache,no-store"), (header::PRAGMA, "no-cache"), (header::EXPIRES, "-1")] {
        response.headers_mut().insert::<HeaderName>(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the caller takes JSON at all; without an `Accept` header everything is taken.
pub(crate) fn accepts_json(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    lines.peek().is_none()
        || lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).any(|item| {
            let media = item.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            matches!(media.as_str(), "*/*" | "application/*" | "application/json" | "application/problem+json")
        })
}

fn trace_id() -> String {
    trace::current().map(|context| context.to_string()).unwrap_or_default()
}
