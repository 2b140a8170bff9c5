//! `GET /emulator`: what there is.

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::parties::magic::magic_parties;
use crate::reply::ok_json;
use crate::resources::OWNER;
use crate::world::SharedWorld;

pub(super) async fn overview(State(world): State<SharedWorld>) -> Response {
    let addresses = world.addresses();
    let resources: Vec<Value> = world
        .resources
        .all()
        .iter()
        .map(|resource| {
            json!({
                "id": resource.id,
                "kind": resource.kind,
                "owner": resource.owner,
                "ownerCode": resource.owner_code,
                "minimumLevel": resource.minimum_level,
                "accessPackages": resource.packages,
            })
        })
        .collect();
    let magic: Vec<Value> = magic_parties().iter().map(|magic| json!({"number": magic.number, "description": magic.description})).collect();
    let seeded: Vec<Value> = world
        .parties
        .seeded()
        .iter()
        .map(|party| json!({"urn": party.identity.urn(), "partyId": party.party_id, "partyUuid": party.uuid, "name": party.name}))
        .collect();
    ok_json(&json!({
        "gateway": addresses.gateway,
        "altinnIssuer": addresses.altinn_issuer,
        "maskinportenIssuer": addresses.maskinporten_issuer,
        "dialogportenIssuer": addresses.dialogporten_issuer,
        "now": world.clock.now(),
        "owner": OWNER,
        "subscriptionKeyIsFixed": world.subscription_key.is_some(),
        "resources": resources,
        "magicParties": magic,
        "seededParties": seeded,
        "dialogs": world.dialogs.count(),
        "events": world.events.record.count(),
        "deliveries": world.events.queue.counts(),
    }))
}
