//! One span, one log line and one measurement per request; and the end of the line for failures nobody expected: they are logged with
//! their trace id and answered with a 500 that tells nothing.
//!
//! Never logged: queries, bodies, tokens, and paths as sent, since any of them may hold what concerns a person only.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use correspondence_app::trace::{self, TraceContext};
use correspondence_domain::randomness::SharedRandomness;
use futures_util::FutureExt;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};
use tracing::Instrument;

use super::normalise_path::SentPath;
use crate::problem::{ServerFault, accepts_json, server_error};

/// What is needed to observe requests.
#[derive(Clone, Debug)]
pub(crate) struct Observer {
    randomness: SharedRandomness,
    development: bool,
    requests: IntCounterVec,
    seconds: HistogramVec,
}

impl Observer {
    /// Counts in `registry`. `development`: a 500 tells what went wrong.
    pub(crate) fn new(randomness: SharedRandomness, development: bool, registry: &Registry) -> Self {
        let labels = ["method", "route", "status"];
        let requests = Opts::new("correspondence_http_requests_total", "Requests answered, by method, route and status");
        let seconds =
            HistogramOpts::new("correspondence_http_request_seconds", "Seconds until the answer began, by method, route and status")
                .buckets(vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0]);
        #[expect(clippy::expect_used, reason = "names and labels are constants that Prometheus allows")]
        let (requests, seconds) = (
            IntCounterVec::new(requests, &labels).expect("a well-formed counter"),
            HistogramVec::new(seconds, &labels).expect("a well-formed histogram"),
        );
        // A second router on one registry would count for itself; the figures are no reason not to serve.
        for registered in [registry.register(Box::new(requests.clone())), registry.register(Box::new(seconds.clone()))] {
            if let Err(error) = registered {
                tracing::error!(%error, "requests are not counted");
            }
        }
        Self { randomness, development, requests, seconds }
    }

    /// The caller's trace with a span of our own, or a new trace.
    fn context(&self, request: &Request) -> TraceContext {
        let given = request.headers().get("traceparent").and_then(|value| value.to_str().ok()).and_then(TraceContext::parse);
        match given {
            Some(context) => context.child(self.randomness.as_ref()),
            None => TraceContext::begin(self.randomness.as_ref()),
        }
    }
}

/// Observes a request.
pub(crate) async fn observe(State(observer): State<Observer>, request: Request, next: Next) -> Response {
    let context = observer.context(&request);
    let route = request.extensions().get::<MatchedPath>().map_or_else(|| "unmatched".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().as_str().to_owned();
    let span = if matches!(route.as_str(), "/health" | "/healthz" | "/metrics") {
        tracing::Span::none()
    } else {
        tracing::info_span!("request", trace_id = context.trace_id_text(), method, route)
    };
    trace::scope(context, answer(observer, request, next, method, route).instrument(span)).await
}

async fn answer(observer: Observer, request: Request, next: Next, method: String, route: String) -> Response {
    let begun = Instant::now();
    let path = request.extensions().get::<SentPath>().map_or_else(|| request.uri().path().to_owned(), |sent| sent.0.clone());
    let accepts_json = accepts_json(request.headers());
    let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => fault(anyhow::anyhow!("panicked: {}", message_of(panic.as_ref()))),
    };
    if let Some(ServerFault(error)) = response.extensions_mut().remove::<ServerFault>() {
        tracing::error!(error = format!("{error:#}"), "a request failed");
        let detail = if observer.development { format!("{error:#}") } else { String::new() };
        response = server_error(detail, &path, accepts_json);
    }
    let (elapsed, status) = (begun.elapsed(), response.status());
    let labels = [method_label(&method), route.as_str(), status.as_str()];
    observer.requests.with_label_values(&labels).inc();
    observer.seconds.with_label_values(&labels).observe(elapsed.as_secs_f64());
    if !tracing::Span::current().is_none() {
        let micros = u32::try_from(elapsed.as_micros()).unwrap_or(u32::MAX);
        tracing::info!(status = status.as_u16(), duration_ms = f64::from(micros) / 1000.0, "answered");
    }
    response
}

fn fault(error: anyhow::Error) -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(ServerFault(Arc::new(error)));
    response
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

/// Methods are the client's to invent; only those of the contract become labels.
fn method_label(method: &str) -> &str {
    if matches!(method, "GET" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PUT" | "PATCH") { method } else { "other" }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use correspondence_app::AppError;
    use correspondence_domain::randomness::Randomness;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;
    use crate::problem::Failure;

    #[derive(Debug, Default)]
    struct Counting(AtomicU64);

    impl Randomness for Counting {
        fn bytes(&self) -> [u8; 16] {
            u128::from(self.0.fetch_add(1, Ordering::Relaxed) + 1).to_be_bytes()
        }
    }

    async fn call(development: bool, path: &str, headers: &[(&str, &str)]) -> (Response, String) {
        let registry = Registry::new();
        let observer = Observer::new(Arc::new(Counting::default()), development, &registry);
        let router = Router::new()
            .route("/panics", get(async || -> String { panic!("of the test") }))
            .route("/fails", get(async || Failure::App(AppError::Unexpected(anyhow::anyhow!("the database is gone")))))
            .layer(from_fn_with_state(observer, observe));
        let request = headers.iter().fold(http::Request::builder().uri(path), |request, (name, value)| request.header(*name, *value));
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let counted = prometheus::TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
        assert!(counted.contains(&format!("{{method=\"GET\",route=\"{path}\",status=\"500\"}} 1")), "{counted}");
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn an_unexpected_failure_tells_nothing_but_its_trace() {
        let traced = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        for path in ["/fails", "/panics"] {
            let (response, text) = call(false, path, &[traced]).await;
            assert_eq!(response.status(), 500);
            assert_eq!(response.headers()["cache-control"], "no-cache,no-store");
            assert_eq!(response.headers()["pragma"], "no-cache");
            assert_eq!(response.headers()["expires"], "-1");
            assert_eq!(response.headers()["content-type"], "application/problem+json; charset=utf-8");
            assert_eq!(
                text,
                format!(
                    r#"{{"type":"https://tools.ietf.org/html/rfc9110#section-15.6.1","title":"Internal Server Error","status":500,"detail":"","instance":"{path}","traceId":"00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01"}}"#
                )
            );
        }
    }

    #[tokio::test]
    async fn developers_are_told_what_went_wrong() {
        assert!(call(true, "/fails", &[]).await.1.contains(r#""detail":"the database is gone""#));
    }

    #[tokio::test]
    async fn who_takes_no_json_gets_no_body() {
        assert_eq!(call(true, "/fails", &[("accept", "text/plain")]).await.1, "");
        assert_ne!(call(true, "/fails", &[("accept", "text/plain, application/*;q=0.1")]).await.1, "");
    }
}
