//! What operators and their machines ask. Open to everybody; a token is not looked at.

pub(crate) mod health;
pub(crate) mod liveness;
pub(crate) mod metrics;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct Report {
    status: &'static str,
    message: String,
}

/// A report in the shape of http-api §13.
fn report(status: StatusCode, message: String) -> Response {
    let name = if status.is_success() { "Healthy" } else { "Unhealthy" };
    (status, crate::answer::json(&Report { status: name, message })).into_response()
}
