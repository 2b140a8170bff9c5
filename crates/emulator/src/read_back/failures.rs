//! Outages: begin, look, end.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::admission::{JSON, json_body};
use crate::outage::Outage;
use crate::reply::{Answer, Refused, json_answer, ok_json};
use crate::world::SharedWorld;

/// `POST /emulator/outage`.
pub(super) async fn start(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let body = json_body(&headers, &body, JSON)?;
    let outage: Outage = serde_json::from_value(body).map_err(|why| Refused::invalid("$", &why.to_string()))?;
    if outage.status.is_none() && outage.delay_ms == 0 {
        return Err(Refused::invalid("status", "An outage needs a status, delayMs, or both."));
    }
    if outage.status.is_some_and(|status| !(200..=599).contains(&status)) {
        return Err(Refused::invalid("status", "must be between 200 and 599"));
    }
    if outage.times == Some(0) {
        return Err(Refused::invalid("times", "must be at least 1, or null for as long as the outage lasts"));
    }
    let id = world.outages.start(outage);
    Ok(json_answer(StatusCode::CREATED, &json!({"id": id})))
}

/// `GET /emulator/outage`.
pub(super) async fn list(State(world): State<SharedWorld>) -> Response {
    let rows: Vec<Value> = world.outages.list().into_iter().map(|(id, outage)| json!({"id": id, "outage": outage})).collect();
    ok_json(&json!({"outages": rows}))
}

/// `DELETE /emulator/outage`.
pub(super) async fn end_all(State(world): State<SharedWorld>) -> Response {
    world.outages.end(None);
    StatusCode::NO_CONTENT.into_response()
}

/// `DELETE /emulator/outage/{id}`.
pub(super) async fn end(State(world): State<SharedWorld>, Path(id): Path<String>) -> Answer {
    let ended = id.parse().map_or(0, |id| world.outages.end(Some(id)));
    if ended == 0 { Err(Refused::not_found()) } else { Ok(StatusCode::NO_CONTENT.into_response()) }
}
