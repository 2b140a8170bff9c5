//! `GET /healthz`: whether the program runs. Nothing else is asked.

use axum::response::Response;
use http::{Method, StatusCode};

use super::report;
use crate::access::Policy;
use crate::routes::Route;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/healthz", Policy::Anonymous);

/// Answers.
pub(crate) async fn handle() -> Response {
    report(StatusCode::OK, "The program runs.".to_owned())
}
