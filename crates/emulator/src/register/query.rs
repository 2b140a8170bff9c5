//! `POST parties/query`: up to a hundred parties by URN. 206 when some are unknown, 400 when some could never exist.

use std::collections::HashSet;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::admit;
use super::wire::{self, Fields};
use crate::admission::{JSON, json_body};
use crate::parties::magic::MagicOutcome;
use crate::parties::{Identity, SELF_IDENTIFIED};
use crate::reply::{Answer, ErrorMap, Refused, VALIDATION, json_answer};
use crate::world::{SharedWorld, World};

/// Most parties of one call.
const MOST: usize = 100;

pub(super) async fn query(State(world): State<SharedWorld>, headers: HeaderMap, RawQuery(raw): RawQuery, body: Bytes) -> Answer {
    admit(&world, &headers)?;
    let body = json_body(&headers, &body, JSON)?;
    let urns = urns_of(&body)?;
    let mut errors = ErrorMap::new();
    let mut found = Vec::new();
    for (at, urn) in urns.iter().enumerate() {
        match named(&world, urn) {
            Ok(identity) => found.push(identity),
            Err(Malformed) => {
                errors.insert(format!("$.data[{at}]"), vec!["Invalid PartyUrn".to_owned()]);
            }
        }
    }
    if !errors.is_empty() {
        return Err(Refused::findings(StatusCode::BAD_REQUEST, VALIDATION, &errors));
    }
    if found.iter().flatten().any(|identity| world.parties.has_outcome(identity, MagicOutcome::RegisterDown)) {
        return Err(Refused::problem(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "Asked for by a magic party."));
    }
    let fields = Fields::of_query(raw.as_deref());
    let mut complete = true;
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for identity in found {
        match identity.and_then(|identity| world.parties.registered(&identity)) {
            Some(party) => {
                if seen.insert(party.uuid) {
                    rows.push(wire::party(&party, fields));
                }
            }
            None => complete = false,
        }
    }
    let status = if complete { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    Ok(json_answer(status, &json!({"data": rows})))
}

fn urns_of(body: &Value) -> Result<Vec<&str>, Refused> {
    let list = body.get("data").and_then(Value::as_array).ok_or_else(|| Refused::invalid("$.data", "A list of party URNs is required."))?;
    if list.len() > MOST {
        return Err(Refused::invalid("$.data", "At most 100 parties can be asked for at once."));
    }
    list.iter().map(|item| item.as_str().ok_or_else(|| Refused::invalid("$.data", "Only texts are party URNs."))).collect()
}

struct Malformed;

/// The party that a URN names, none when nobody has it.
fn named(world: &World, urn: &str) -> Result<Option<Identity>, Malformed> {
    let (scheme, value) = urn.rsplit_once(':').ok_or(Malformed)?;
    let number = || value.parse::<i64>().map_err(|_| Malformed);
    match scheme {
        "urn:altinn:partyid" | "urn:altinn:party:id" => Ok(world.parties.of_party_id(number()?)),
        "urn:altinn:userid" | "urn:altinn:user:id" => Ok(world.parties.of_user_id(number()?)),
        "urn:altinn:party:uuid" => Ok(world.parties.of_uuid(value.parse().map_err(|_| Malformed)?)),
        "urn:altinn:username" | "urn:altinn:party:username" => Ok(Identity::of_urn(&format!("{SELF_IDENTIFIED}:{value}"))),
        _ => Identity::of_urn(urn).map(Some).ok_or(Malformed),
    }
}
