//! The rules of one route, in the order of http-api §2.1: media type of the request, token and policy, then, with the security
//! headers on whatever is answered, the media types that the caller takes, and the endpoint itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use correspondence_app::Caller;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::security_headers;
use crate::access::{Policy, bearer, decide, refused};
use crate::problem::{IsProblem, ServerFault};
use crate::routes::{Produces, Route};
use crate::state::Api;

/// Judges a request before and after its endpoint.
pub(crate) async fn judge(State((api, route)): State<(Arc<Api>, &'static Route)>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if !is_consumed(route, request.headers()) {
        return with_headers(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(), route, &path);
    }
    if route.policy != Policy::Anonymous {
        let token = bearer(request.headers());
        let validated = api.app.platform.inbound.validate(token.as_deref(), route.policy.accepted()).await;
        match decide(route.policy, validated) {
            Ok(claims) => drop(request.extensions_mut().insert(Caller { claims })),
            Err(denied) => return refused(route.policy, denied),
        }
    }
    let response = if is_accepted(route, request.headers()) { next.run(request).await } else { not_acceptable(route) };
    with_headers(response, route, &path)
}

/// A route that says what it consumes takes nothing else; a missing `Content-Type` is let through.
fn is_consumed(route: &Route, headers: &HeaderMap) -> bool {
    let (Some(consumed), Some(given)) = (route.consumes, headers.get(header::CONTENT_TYPE)) else { return true };
    given.to_str().is_ok_and(|given| given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(consumed))
}

/// http-api §2.4.
fn is_accepted(route: &Route, headers: &HeaderMap) -> bool {
    let Some(produced) = route.produces.media_type() else { return true };
    let mut lines = headers.get_all(header::ACCEPT).iter().peekable();
    lines.peek().is_none()
        || lines.any(|line| {
            String::from_utf8_lossy(line.as_bytes()).split(',').any(|item| {
                let media = item.split(';').next().unwrap_or_default().trim();
                media == "*/*" || media.eq_ignore_ascii_case(produced)
            })
        })
}

fn not_acceptable(route: &Route) -> Response {
    let produced = route.produces.media_type().unwrap_or("*/*");
    let mut response = Response::new(Body::from(format!("This route answers with {produced}: accept that or */*.")));
    *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    response
}

fn with_headers(mut response: Response, route: &Route, path: &str) -> Response {
    if response.extensions().get::<ServerFault>().is_none() && !route.is_document {
        security_headers::add(response.headers_mut(), path);
    }
    if response.extensions_mut().remove::<IsProblem>().is_some() && route.produces == Produces::Json {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    response
}
