//! The rules of one route, in the order of http-api §2.1: media type of the request, token and policy, then, with the security
//! headers on whatever is answered, the media types that the caller takes, and the endpoint itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::security_headers;
use crate::access::{Credentials, Policy, admit};
use crate::login::IsRedirect;
use crate::problem::{IsProblem, ServerFault};
use crate::routes::{Produces, Route};
use crate::state::Api;

/// Judges a request before and after its endpoint.
pub(crate) async fn judge(State((api, route)): State<(Arc<Api>, &'static Route)>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if !is_consumed(route, request.headers()) {
        return with_headers(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response(), route, &path);
    }
    let mut once = false;
    if route.policy != Policy::Anonymous {
        let credentials = Credentials::of(&request);
        match admit(&api.app, route.policy, &credentials).await {
            Ok(admitted) => {
                once = admitted.once;
                request.extensions_mut().insert(admitted.caller);
            }
            Err(refusal) => return refusal,
        }
    }
    if once {
        request.headers_mut().remove(header::RANGE);
    }
    let mut response = if is_accepted(route, request.headers()) { next.run(request).await } else { not_acceptable(route) };
    // Somebody who may ask only once can get no file in pieces.
    if once && response.headers().contains_key(header::ACCEPT_RANGES) {
        response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
    }
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
    let ended_before = response.extensions().get::<ServerFault>().is_some() || response.extensions().get::<IsRedirect>().is_some();
    if !ended_before && !route.is_document {
        security_headers::add(response.headers_mut(), path);
    }
    if response.extensions_mut().remove::<IsProblem>().is_some() && route.produces == Produces::Json {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, Method};

    static JSON: Route = Route::new(Method::POST, "/x", Policy::Sender).consuming("application/json").producing(Produces::Json);
    static TEXT: Route = Route::new(Method::GET, "/x", Policy::Sender).producing(Produces::Text);
    static OTHER: Route = Route::new(Method::GET, "/x", Policy::Sender);

    fn headers(name: &HeaderName, lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (name.clone(), HeaderValue::from_str(line).unwrap())).collect()
    }

    #[test]
    fn one_accepted_type_is_enough() {
        for (route, lines, accepted) in [
            (&JSON, &[] as &[&str], true),
            (&JSON, &["application/json"], true),
            (&JSON, &["text/html, Application/JSON;q=0"], true),
            (&JSON, &["text/html", "*/*"], true),
            (&JSON, &["application/*"], false),
            (&JSON, &["application/problem+json"], false),
            (&JSON, &[""], false),
            (&TEXT, &["application/json"], false),
            (&TEXT, &["text/plain"], true),
            (&OTHER, &["image/png"], true),
        ] {
            assert_eq!(is_accepted(route, &headers(&header::ACCEPT, lines)), accepted, "{lines:?}");
        }
    }

    #[test]
    fn a_route_takes_the_type_that_it_names_and_a_missing_one() {
        for (route, lines, consumed) in [
            (&JSON, &[] as &[&str], true),
            (&JSON, &["application/json"], true),
            (&JSON, &["Application/Json ; charset=utf-8"], true),
            (&JSON, &["text/plain"], false),
            (&JSON, &["application/jsonx"], false),
            (&JSON, &[""], false),
            (&TEXT, &["anything"], true),
        ] {
            assert_eq!(is_consumed(route, &headers(&header::CONTENT_TYPE, lines)), consumed, "{lines:?}");
        }
    }

    #[test]
    fn problems_take_the_media_type_of_their_route() {
        let problem = || {
            let mut response = Response::default();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json; charset=utf-8"));
            response.extensions_mut().insert(IsProblem);
            response
        };
        let media = |route| with_headers(problem(), route, "/x").headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
        assert_eq!(media(&JSON), "application/json; charset=utf-8");
        assert_eq!(media(&TEXT), "application/problem+json; charset=utf-8");
        assert_eq!(media(&OTHER), "application/problem+json; charset=utf-8");
    }

    #[test]
    fn answers_carry_the_security_headers() {
        let response = with_headers(Response::default(), &JSON, "/correspondence/api/v1/correspondence");
        assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    }
}
