//! `POST /testing/clock`: moves the program's clock forward.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use correspondence_app::testing::{self, ClockError};
use correspondence_domain::time::Timestamp;
use http::Method;
use serde::Deserialize;

use super::{Now, bad_request, body, duration};
use crate::access::Policy;
use crate::answer;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::POST, "/testing/clock", Policy::Anonymous);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance: Option<String>,
    set: Option<Timestamp>,
}

/// Moves the clock by a duration or to a moment.
pub(crate) async fn handle(State(api): State<SharedApi>, sent: Body) -> Response {
    let wanted: Move = match body(sent).await {
        Ok(wanted) => wanted,
        Err(response) => return response,
    };
    let moved = match (wanted.advance.as_deref().map(duration::parse), wanted.set) {
        (Some(Some(by)), None) => testing::advance(&api.app, by).await,
        (None, Some(to)) => testing::set(&api.app, to).await,
        (Some(None), _) => return bad_request("advance is not a duration such as P7DT1H."),
        _ => return bad_request("Either advance or set is expected."),
    };
    match moved {
        Ok(now) => answer::json(&Now { now }),
        Err(ClockError::Backward) => bad_request("The clock can only be moved forward."),
        Err(ClockError::App(error)) => Failure::from(error).into_response(),
    }
}
