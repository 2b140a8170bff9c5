//! `POST /testing/jobs/drain`: waits until no job is due or running.

use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::testing;
use http::Method;
use serde::{Deserialize, Serialize};

use super::{bad_request, body, duration};
use crate::access::Policy;
use crate::answer;
use crate::problem::{Title, status_problem};
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::POST, "/testing/jobs/drain", Policy::Anonymous);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drain {
    timeout: String,
}

#[derive(Serialize)]
struct Drained {
    done: u64,
    failed: u64,
    scheduled: u64,
}

/// Waits; 504 when it takes longer than the timeout.
pub(crate) async fn handle(State(api): State<SharedApi>, sent: Body) -> Response {
    let wanted: Drain = match body(sent).await {
        Ok(wanted) => wanted,
        Err(response) => return response,
    };
    let Some(timeout) = duration::parse(&wanted.timeout).and_then(|timeout| Duration::try_from(timeout).ok()) else {
        return bad_request("timeout is not a duration such as PT10S.");
    };
    match testing::drain(&api.app, timeout).await {
        Ok(drained) => answer::json(&Drained { done: drained.done, failed: drained.failed, scheduled: drained.scheduled }),
        Err(_) => status_problem(Title::TIMED_OUT, "Jobs are still due or running.".to_owned()),
    }
}
