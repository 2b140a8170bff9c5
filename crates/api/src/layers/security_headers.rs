//! Security and cache headers (http-api §2.3). Refusals of tokens, preflights and the document page do not carry them.

use http::{HeaderMap, HeaderValue, header};

use crate::routes::SWAGGER;

/// Adds the headers of a response that the steps after authorization made.
pub(crate) fn add(headers: &mut HeaderMap, path: &str) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !path.starts_with(SWAGGER) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
