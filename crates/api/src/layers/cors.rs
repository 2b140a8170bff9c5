//! Cross-origin rules for the inbox in the browser (http-api §2.2). A foreign origin is served like anybody else, without the headers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::routes::SWAGGER;

const METHODS: HeaderValue = HeaderValue::from_static("GET,POST,DELETE,OPTIONS");
/// `Content-Type` is ours, so that a browser can send JSON (oddity 14).
const HEADERS: HeaderValue = HeaderValue::from_static("Authorization,request-id,request-context,traceparent,prefer,Content-Type");

/// The origins that may call from a browser.
#[derive(Clone, Debug)]
pub(crate) struct Origins(pub(crate) Arc<[String]>);

impl Origins {
    fn allow(&self, origin: &HeaderValue) -> bool {
        origin.to_str().is_ok_and(|origin| self.0.iter().any(|entry| is_match(entry, origin)))
    }
}

/// Equal, or a sub-domain where the entry's host begins with `*.`: any depth, not the bare domain, same scheme and port.
fn is_match(entry: &str, origin: &str) -> bool {
    let Some((scheme, domain)) = entry.split_once("*.") else { return entry == origin };
    let below = origin.strip_prefix(scheme).and_then(|host| host.strip_suffix(domain)).and_then(|labels| labels.strip_suffix('.'));
    scheme.ends_with("://") && below.is_some_and(|labels| !labels.is_empty() && !labels.contains(['/', ':', '@']))
}

/// Answers preflights and adds the headers of simple requests.
pub(crate) async fn cors(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if is_preflight(request.method(), request.headers()) {
        let mut response = StatusCode::NO_CONTENT.into_response();
        if let Some(origin) = origin.filter(|origin| origins.allow(origin)) {
            allow(response.headers_mut(), origin);
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        }
        return response;
    }
    // The document and its page are served before this step.
    let is_document = request.method() == Method::GET && request.uri().path().starts_with(SWAGGER);
    let mut response = next.run(request).await;
    if let Some(origin) = origin.filter(|origin| !is_document && origins.allow(origin)) {
        allow(response.headers_mut(), origin);
    }
    response
}

fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS && headers.contains_key(header::ORIGIN) && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::routing::get;
    use tower::{Layer, ServiceExt};

    #[test]
    fn a_wildcard_stands_for_sub_domains_only() {
        for (entry, origin, matches) in [
            ("https://af.altinn.no", "https://af.altinn.no", true),
            ("https://af.altinn.no", "https://af.altinn.no:444", false),
            ("https://af.altinn.no", "http://af.altinn.no", false),
            ("https://*.altinn.no", "https://af.altinn.no", true),
            ("https://*.altinn.no", "https://a.b.altinn.no", true),
            ("https://*.altinn.no", "https://altinn.no", false),
            ("https://*.altinn.no", "https://.altinn.no", false),
            ("https://*.altinn.no", "https://evilaltinn.no", false),
            ("https://*.altinn.no", "http://af.altinn.no", false),
            ("https://*.altinn.no", "https://af.altinn.no:8443", false),
            ("https://*.altinn.no:8443", "https://af.altinn.no:8443", true),
            ("https://*.altinn.no", "https://evil.example/.altinn.no", false),
        ] {
            assert_eq!(is_match(entry, origin), matches, "{entry} {origin}");
        }
    }

    async fn call(method: Method, path: &str, headers: &[(&str, &str)]) -> Response {
        let origins = Origins(Arc::from(["https://af.altinn.no".to_owned()]));
        let routed = Router::new().route("/there", get(async || "here"));
        let around = axum::middleware::from_fn_with_state(origins, cors).layer(routed);
        let mut request = http::Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        around.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn a_preflight_is_always_answered_204() {
        let asks = ("access-control-request-method", "POST");
        for path in ["/there", "/nowhere"] {
            let response = call(Method::OPTIONS, path, &[("origin", "https://af.altinn.no"), asks]).await;
            assert_eq!(response.status(), StatusCode::NO_CONTENT);
            assert_eq!(response.headers()["access-control-allow-origin"], "https://af.altinn.no");
            assert!(response.headers()["access-control-allow-headers"].to_str().unwrap().contains("Content-Type"));
            let foreign = call(Method::OPTIONS, path, &[("origin", "https://evil.example"), asks]).await;
            assert_eq!(foreign.status(), StatusCode::NO_CONTENT);
            assert!(foreign.headers().is_empty());
        }
        let no_preflight = call(Method::OPTIONS, "/there", &[("origin", "https://af.altinn.no")]).await;
        assert_eq!(no_preflight.status(), StatusCode::METHOD_NOT_ALLOWED);
    }

    #[tokio::test]
    async fn a_simple_request_is_served_whatever_its_origin() {
        let friend = call(Method::GET, "/there", &[("origin", "https://af.altinn.no")]).await;
        assert_eq!(friend.headers()["access-control-allow-credentials"], "true");
        assert_eq!(friend.headers()["vary"], "Origin");
        let foreign = call(Method::GET, "/there", &[("origin", "https://evil.example")]).await;
        assert_eq!(foreign.status(), StatusCode::OK);
        assert!(!foreign.headers().contains_key("access-control-allow-origin"));
        let missing = call(Method::GET, "/nowhere", &[("origin", "https://af.altinn.no")]).await;
        assert_eq!(missing.headers()["access-control-allow-origin"], "https://af.altinn.no");
    }
}
