//! A browser is sent elsewhere. Such answers end before the step that adds the security headers (http-api §2.1).

use axum::response::{IntoResponse, Response};
use correspondence_app::AppError;
use http::{HeaderValue, StatusCode, header};

use crate::problem::Failure;

/// Marks a response that ended before the security headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsRedirect;

/// Sends a browser to `location` and has it keep, or forget, cookies.
pub(super) fn redirect(location: &str, cookies: Vec<HeaderValue>) -> Response {
    let Ok(location) = HeaderValue::from_str(location) else {
        return Failure::App(AppError::Unexpected(anyhow::anyhow!("an address that no header can carry"))).into_response();
    };
    let mut response = StatusCode::FOUND.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.extensions_mut().insert(IsRedirect);
    response
}
