//! Published events, subscriptions, and how deliveries went.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::json;

use super::query::ReadQuery;
use crate::events::EventFilter;
use crate::reply::ok_json;
use crate::world::SharedWorld;

/// `GET /emulator/events?item=&type=&since=&limit=&newest=true`.
pub(super) async fn events(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Response {
    let query = ReadQuery::of(raw.as_deref());
    let filter = EventFilter {
        item: query.text("item").map(str::to_owned),
        kind: query.text("type").map(str::to_owned),
        since: query.number("since").unwrap_or(0),
        limit: query.limit(1000),
        newest_first: query.text("newest") == Some("true"),
    };
    let events = world.events.record.find(&filter);
    ok_json(&json!({"published": world.events.record.count(), "events": events}))
}

/// `GET /emulator/subscriptions`: everybody's.
pub(super) async fn subscriptions(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"subscriptions": world.events.subscriptions.all()}))
}

/// `GET /emulator/deliveries`: counts and the latest attempts.
pub(super) async fn deliveries(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"counts": world.events.queue.counts(), "attempts": world.events.queue.attempts()}))
}
