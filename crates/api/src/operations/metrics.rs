//! `GET /metrics`: the program's figures in Prometheus' text format.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use correspondence_app::AppError;
use http::{Method, header};
use prometheus::TextEncoder;

use crate::access::Policy;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/metrics", Policy::Anonymous);

/// Answers with every figure of the registry.
pub(crate) async fn handle(State(api): State<SharedApi>) -> Result<Response, Failure> {
    let text = TextEncoder::new()
        .encode_to_string(&api.settings.metrics.gather())
        .map_err(|error| Failure::App(AppError::Unexpected(anyhow::Error::new(error).context("the figures could not be written"))))?;
    Ok(([(header::CONTENT_TYPE, prometheus::TEXT_FORMAT)], text).into_response())
}
