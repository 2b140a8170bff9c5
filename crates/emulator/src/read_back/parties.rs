//! Who somebody is, and adding more at run time.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::query::ReadQuery;
use crate::admission::{JSON, json_body};
use crate::parties::Identity;
use crate::reply::{Answer, Refused, ok_json};
use crate::seed::Seed;
use crate::world::SharedWorld;

/// `GET /emulator/parties?id=`: a number, address, URN, party id or uuid.
pub(super) async fn search(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = ReadQuery::of(raw.as_deref());
    let id = query.text("id").ok_or_else(|| Refused::invalid("id", "is required"))?.trim();
    let parties = &world.parties;
    let identity = Identity::organisation(id)
        .or_else(|| Identity::person(id))
        .or_else(|| Identity::of_urn(id))
        .or_else(|| Identity::email(id))
        .or_else(|| parties.of_party_id(id.parse().ok()?))
        .or_else(|| parties.of_uuid(id.parse().ok()?))
        .ok_or_else(Refused::not_found)?;
    let party = parties.party(&identity);
    let holders: Vec<Value> = parties
        .role_holders(&identity)
        .iter()
        .map(|held| json!({"role": held.role, "person": held.holder.person_number(), "name": held.holder.name}))
        .collect();
    Ok(ok_json(&json!({
        "urn": identity.urn(),
        "kind": party.kind(),
        "partyId": party.party_id,
        "partyUuid": party.uuid,
        "userId": party.user_id,
        "name": party.name,
        "known": parties.registered(&identity).is_some(),
        "mainUnit": parties.main_unit(&identity).map(|unit| unit.urn()),
        "roleHolders": holders,
    })))
}

/// `POST /emulator/seed`: adds to what exists.
pub(super) async fn seed(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    let body = json_body(&headers, &body, JSON)?;
    let seed: Seed = serde_json::from_value(body).map_err(|why| Refused::invalid("$", &why.to_string()))?;
    world.add(&seed).map_err(|why| Refused::invalid("$", &why.to_string()))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
