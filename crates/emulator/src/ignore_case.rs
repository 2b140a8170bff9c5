//! Paths without regard to case or a closing slash, as the platform's routing has them.

use std::convert::Infallible;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use http::Uri;
use http::uri::PathAndQuery;
use tower::Service;

/// Hands each request on with its path in lower case; the query keeps its own.
#[derive(Clone, Debug)]
pub(crate) struct IgnoreCase(pub Router);

impl Service<Request> for IgnoreCase {
    type Response = Response;
    type Error = Infallible;
    type Future = <Router as Service<Request>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Service::<Request>::poll_ready(&mut self.0, context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(uri) = lowered(request.uri()) {
            *request.uri_mut() = uri;
        }
        self.0.call(request)
    }
}

/// The address as the routes know it, when it differs from the one given.
fn lowered(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let closing_slash = path.len() > 1 && path.ends_with('/');
    if !closing_slash && !path.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let mut text = path.trim_end_matches('/').to_ascii_lowercase();
    if text.is_empty() {
        text.push('/');
    }
    if let Some(query) = uri.query() {
        text.push('?');
        text.push_str(query);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}
