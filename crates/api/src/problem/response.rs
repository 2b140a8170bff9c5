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

impl Failure {
    /// It is ours, and the same request may succeed later.
    pub(crate) const fn is_fault(&self) -> bool {
        matches!(self, Self::App(AppError::Unexpected(_)))
    }
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

#[cfg(test)]
mod tests {
    use correspondence_domain::error::{ErrorNumber, Validation};
    use correspondence_domain::identifiers::CorrespondenceId;
    use http_body_util::BodyExt;

    use super::*;
    use crate::extract::json::Unreadable;
    use crate::problem::{parse_error, validation};

    async fn body(failure: impl Into<Failure>) -> (u16, String) {
        let response = failure.into().into_response();
        let status = response.status().as_u16();
        (status, String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_refusal_tells_its_number() {
        let (status, text) = body(Refusal::saying(ErrorNumber::IdempotentKeyUsed, "Used.")).await;
        assert_eq!(status, 409);
        assert_eq!(
            text,
            r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.10","title":"Conflict","status":409,"detail":"Used.","code":"CORR-01034","traceId":"","statusDescription":"Conflict","errorCode":1034}"#
        );
        let mut refusal = Refusal::from(ErrorNumber::IdempotentKeyUsed);
        refusal.existing = vec![CorrespondenceId(uuid::Uuid::from_u128(7))];
        let id = "00000000-0000-0000-0000-000000000007";
        assert!(body(refusal).await.1.ends_with(&format!(r#""errorCode":1034,"correspondenceId":"{id}","correspondenceIds":["{id}"]}}"#)));
    }

    #[tokio::test]
    async fn a_failed_register_has_a_description_of_its_own() {
        let (status, text) = body(Refusal::from(ErrorNumber::ContactRegisterFailed)).await;
        assert_eq!(status, 500);
        assert!(
            text.contains(r#""title":"Internal Server Error""#) && text.contains(r#""statusDescription":"An error occurred"#),
            "{text}"
        );
    }

    #[tokio::test]
    async fn what_comes_later_is_named() {
        let (status, text) = body(AppError::NotSupportedYet { member: "existingAttachments".to_owned() }).await;
        assert_eq!(status, 501);
        assert!(text.contains(r#""detail":"existingAttachments is part of the contract"#), "{text}");
    }

    #[tokio::test]
    async fn findings_are_told_by_key() {
        let mut findings = Validation::default();
        findings.add("Correspondence.ReplyOptions[0].LinkURL", "one");
        findings.add("Recipients", "two");
        findings.add("Recipients", "three");
        findings.bound.push("role".to_owned());
        assert_eq!(
            body(validation(findings)).await,
            (
                400,
                r#"{"type":"https://tools.ietf.org/html/rfc9110#section-15.5.1","title":"Bad Request","status":400,"code":"STD-00000","traceId":"","statusDescription":"Bad Request","validationErrors":[{"code":"CORR.VLD-00000","title":"one","paths":["Correspondence/ReplyOptions[0]/LinkURL"]},{"code":"CORR.VLD-00000","title":"two","paths":["Recipients"]},{"code":"CORR.VLD-00000","title":"three","paths":["Recipients"]}],"errors":{"Correspondence.ReplyOptions[0].LinkURL":["one"],"Recipients":["two","three"],"role":[]}}"#.to_owned()
            )
        );
    }

    #[tokio::test]
    async fn an_unreadable_body_is_told_with_the_name_of_its_parameter() {
        let text = body(parse_error(Unreadable { path: "$.a.b".to_owned(), message: "x".to_owned() }, "request")).await.1;
        assert!(text.contains(r#""paths":["$/a/b"]"#), "{text}");
        assert!(
            text.ends_with(
                r#""errors":{"$.a.b":["The JSON document could not be read: x."],"request":["The request field is required."]}}"#
            ),
            "{text}"
        );
    }
}
