//! Which calls came in: counts by route, and the latest ones.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use super::query::ReadQuery;
use crate::reply::ok_json;
use crate::world::SharedWorld;

/// `GET /emulator/requests?remote=&path=&limit=`.
pub(super) async fn requests(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Response {
    let query = ReadQuery::of(raw.as_deref());
    let (remote, path) = (query.text("remote"), query.text("path").map(str::to_lowercase));
    let fits = |its_remote: &str, its_path: &str| {
        remote.is_none_or(|wanted| wanted.eq_ignore_ascii_case(its_remote)) && path.as_ref().is_none_or(|part| its_path.contains(part))
    };
    let counts: Vec<_> = world.recorder.counts().into_iter().filter(|count| fits(&count.remote, &count.route)).collect();
    let mut latest: Vec<_> = world.recorder.latest().into_iter().filter(|call| fits(&call.remote, &call.path)).collect();
    latest.truncate(query.limit(100));
    let total: u64 = counts.iter().map(|count| count.count).sum();
    ok_json(&json!({"total": total, "counts": counts, "latest": latest}))
}

/// `DELETE /emulator/requests`: counts begin at zero again.
pub(super) async fn forget(State(world): State<SharedWorld>) -> Response {
    world.recorder.forget();
    StatusCode::NO_CONTENT.into_response()
}

/// `GET /emulator/messages`: what was said in the chat.
pub(super) async fn messages(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"messages": world.messages.latest()}))
}
