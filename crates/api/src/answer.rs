//! Bodies of success.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;

/// `body` as JSON in the media type of the contract (http-api §1).
pub(crate) fn json(body: &impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if response.status().is_success() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    response
}

/// An id as a JSON string.
pub(crate) fn id(id: impl Serialize) -> Response {
    json(&id)
}

/// `text` as it is.
pub(crate) fn text(text: String) -> Response {
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
