//! `POST parties/main-units`: the organisation that a sub-unit belongs to, if any.

use axum::body::Bytes;
use axum::extract::State;
use http::HeaderMap;
use serde_json::{Value, json};

use super::admit;
use super::wire::{self, Fields};
use crate::admission::{JSON, json_body};
use crate::parties::Identity;
use crate::reply::{Answer, Refused, ok_json};
use crate::world::SharedWorld;

pub(super) async fn main_units(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    admit(&world, &headers)?;
    let body = json_body(&headers, &body, JSON)?;
    let identity = body
        .get("data")
        .and_then(Value::as_str)
        .and_then(Identity::of_urn)
        .filter(|identity| matches!(identity, Identity::Organisation(_)))
        .ok_or_else(|| Refused::invalid("$.data", "Invalid PartyUrn"))?;
    let fields = Fields { identifiers: true, display_name: true, user: false };
    let rows: Vec<Value> = world
        .parties
        .main_unit(&identity)
        .and_then(|unit| world.parties.registered(&unit))
        .iter()
        .map(|party| wire::party(party, fields))
        .collect();
    Ok(ok_json(&json!({"data": rows})))
}
