//! `GET parties/{uuid}/roles/correspondence-roles`: who holds the roles that confidential letters need.

use axum::extract::{Path, State};
use http::HeaderMap;
use serde_json::{Value, json};
use uuid::Uuid;

use super::admit;
use super::wire::uuid_urn;
use crate::reply::{Answer, Refused, ok_json};
use crate::world::SharedWorld;

pub(super) async fn roles(State(world): State<SharedWorld>, headers: HeaderMap, Path(uuid): Path<String>) -> Answer {
    admit(&world, &headers)?;
    let uuid: Uuid = uuid.parse().map_err(|_| Refused::invalid("partyUuid", "A uuid is required."))?;
    let party = world.parties.of_uuid(uuid).and_then(|identity| world.parties.registered(&identity));
    let rows: Vec<Value> = party
        .iter()
        .flat_map(|party| world.parties.role_holders(&party.identity).into_iter().map(move |held| (party, held)))
        .map(|(party, held)| {
            json!({
                "role": {"source": "ccr", "identifier": held.role, "urn": format!("urn:altinn:external-role:ccr:{}", held.role)},
                "to": {"partyUuid": held.holder.uuid, "urn": uuid_urn(&held.holder)},
                "from": {"partyUuid": party.uuid, "urn": uuid_urn(party)},
            })
        })
        .collect();
    Ok(ok_json(&json!({"links": {"next": null}, "data": rows})))
}
