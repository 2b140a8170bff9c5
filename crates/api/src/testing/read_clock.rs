//! `GET /testing/clock`: the time as the program sees it.

use axum::extract::State;
use axum::response::Response;
use correspondence_app::testing;
use http::Method;

use super::Now;
use crate::access::Policy;
use crate::answer;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/testing/clock", Policy::Anonymous);

/// Answers with the time.
pub(crate) async fn handle(State(api): State<SharedApi>) -> Response {
    answer::json(&Now { now: testing::now(&api.app) })
}
