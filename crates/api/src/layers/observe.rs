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
        tracing::info!(status = status.as_u16(), duration_ms = elapsed.as_secs_f64() * 1000.0, "answered");
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
