//! Counts every call by route, keeps the latest ones to look at, and lets outages have their way.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Mutex;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use correspondence_domain::time::Timestamp;
use http::{Method, StatusCode};
use serde::Serialize;

use crate::outage::Effect;
use crate::reply::json_answer;
use crate::shared::lock;
use crate::world::SharedWorld;

/// Largest body that a remote reads, in bytes.
const LARGEST_BODY: usize = 8 * 1024 * 1024;
/// Calls that are kept.
const KEPT: usize = 500;
/// Bytes of a body that are kept.
const KEPT_BODY: usize = 8 * 1024;

/// One call as it arrived.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    pub sequence: u64,
    pub at: Timestamp,
    pub remote: String,
    pub method: String,
    pub path: String,
    pub traceparent: Option<String>,
    pub body: String,
    /// None while it is being answered.
    pub status: Option<u16>,
}

/// How often a route was called.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteCount {
    pub remote: String,
    pub method: String,
    pub route: String,
    pub count: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
}

/// Calls so far.
#[derive(Debug, Default)]
pub(crate) struct Recorder(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    sequence: u64,
    counts: HashMap<String, HashMap<Method, Counted>>,
    latest: VecDeque<Call>,
}

#[derive(Debug, Default)]
struct Counted {
    calls: u64,
    statuses: BTreeMap<u16, u64>,
}

impl Recorder {
    fn arrived(&self, route: &str, method: &Method, mut call: Call) -> u64 {
        let mut inner = lock(&self.0);
        inner.sequence += 1;
        let sequence = inner.sequence;
        call.sequence = sequence;
        inner.counted(route, method).calls += 1;
        if inner.latest.len() == KEPT {
            inner.latest.pop_front();
        }
        inner.latest.push_back(call);
        sequence
    }

    fn answered(&self, route: &str, method: &Method, sequence: u64, status: StatusCode) {
        let mut inner = lock(&self.0);
        *inner.counted(route, method).statuses.entry(status.as_u16()).or_default() += 1;
        let first = inner.latest.front().map_or(0, |call| call.sequence);
        let at = sequence.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(call) = at.and_then(|at| inner.latest.get_mut(at)) {
            call.status = Some(status.as_u16());
        }
    }

    /// Counts, by remote, route and method.
    pub(crate) fn counts(&self) -> Vec<RouteCount> {
        let mut counts: Vec<RouteCount> = lock(&self.0)
            .counts
            .iter()
            .flat_map(|(route, methods)| {
                methods.iter().map(|(method, counted)| RouteCount {
                    remote: remote_of(route).to_owned(),
                    method: method.to_string(),
                    route: route.clone(),
                    count: counted.calls,
                    statuses: counted.statuses.clone(),
                })
            })
            .collect();
        counts.sort_by(|a, b| (&a.route, &a.method).cmp(&(&b.route, &b.method)));
        counts
    }

    /// The latest calls, newest first.
    pub(crate) fn latest(&self) -> Vec<Call> {
        lock(&self.0).latest.iter().rev().cloned().collect()
    }

    /// Counts from zero again.
    pub(crate) fn forget(&self) {
        let mut inner = lock(&self.0);
        inner.counts.clear();
        inner.latest.clear();
    }
}

impl Inner {
    fn counted(&mut self, route: &str, method: &Method) -> &mut Counted {
        self.counts.entry(route.to_owned()).or_default().entry(method.clone()).or_default()
    }
}

/// First segment of a path: the remote.
pub(crate) fn remote_of(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// Around every call of a remote.
pub(crate) async fn observe(State(world): State<SharedWorld>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let remote = remote_of(parts.uri.path()).to_owned();
    // Paths that no route has are counted together: there may be any number of them.
    let matched = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| format!("/{remote}/(no such route)"));
    if matches!(remote.as_str(), "" | "emulator") {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(bytes) = to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let method = parts.method.clone();
    let call = Call {
        sequence: 0,
        at: world.clock.now(),
        remote: remote.clone(),
        method: method.to_string(),
        path: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        traceparent: parts.headers.get("traceparent").and_then(|value| value.to_str().ok()).map(str::to_owned),
        body: String::from_utf8_lossy(&bytes[..bytes.len().min(KEPT_BODY)]).into_owned(),
        status: None,
    };
    let effect = world.outages.effect(&remote, method.as_str(), parts.uri.path());
    let sequence = world.recorder.arrived(&route, &method, call);
    let request = Request::from_parts(parts, Body::from(bytes));
    let response = match effect {
        None => next.run(request).await,
        Some(effect) => suffered(effect, request, next).await,
    };
    world.recorder.answered(&route, &method, sequence, response.status());
    response
}

async fn suffered(effect: Effect, request: Request, next: Next) -> Response {
    if !effect.delay.is_zero() {
        tokio::time::sleep(effect.delay).await;
    }
    let Some(status) = effect.status.and_then(|status| StatusCode::from_u16(status).ok()) else {
        return next.run(request).await;
    };
    if effect.after_work {
        // What the remote did stays done; only its answer is lost.
        drop(next.run(request).await);
    }
    match effect.body {
        Some(body) => json_answer(status, &body),
        None => status.into_response(),
    }
}
