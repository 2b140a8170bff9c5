//! The platform's clock. In `dev` it is the program's; a platform that runs alone can be moved after a server's clock was.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use correspondence_domain::time::Timestamp;
use http::HeaderMap;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::Deserialize;
use serde_json::json;

use crate::admission::{JSON, json_body};
use crate::reply::{Answer, Refused, ok_json};
use crate::world::SharedWorld;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Movement {
    advance: Option<String>,
    set: Option<String>,
}

/// `GET /emulator/clock`.
pub(super) async fn now(State(world): State<SharedWorld>) -> Response {
    ok_json(&json!({"now": world.clock.now()}))
}

/// `POST /emulator/clock` with `{"advance":"P1DT2H"}` or `{"set":"2026-12-01T08:00:00Z"}`; never back.
pub(super) async fn advance(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let body = json_body(&headers, &body, JSON)?;
    let movement: Movement = serde_json::from_value(body).map_err(|why| Refused::invalid("$", &why.to_string()))?;
    let by = match (&movement.advance, &movement.set) {
        (Some(text), None) => duration(text).ok_or_else(|| Refused::invalid("advance", "must be an ISO 8601 duration such as P1DT2H"))?,
        (None, Some(text)) => {
            let moment = Timestamp::parse(text).map_err(|why| Refused::invalid("set", &why.to_string()))?;
            moment.since(world.clock.now())
        }
        _ => return Err(Refused::invalid("$", "advance or set is required")),
    };
    if by.is_negative() {
        return Err(Refused::invalid("$", "the clock never goes back"));
    }
    Ok(ok_json(&json!({"now": world.clock.advance(by)})))
}

fn duration(text: &str) -> Option<SignedDuration> {
    text.parse::<Span>().ok()?.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}
