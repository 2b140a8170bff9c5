//! `GET /`: the page for people. It reads everything from `/emulator` and from the server on the same port; it holds no state and no rule.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, HeaderValue};

use crate::reply::with_type;
use crate::world::SharedWorld;

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");
/// Nothing from elsewhere, and no script inside the page itself.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'self'; base-uri 'none'; frame-ancestors 'none'");

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/", get(async || document(PAGE, "text/html; charset=utf-8")))
        .route("/emulator/page.js", get(async || document(SCRIPT, "text/javascript; charset=utf-8")))
        .route("/emulator/page.css", get(async || document(STYLE, "text/css; charset=utf-8")))
}

fn document(text: &'static str, content_type: &'static str) -> Response {
    let mut response = with_type(StatusCode::OK, text, content_type);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}
