//! `GET exchange/maskinporten`: a Maskinporten token becomes an Altinn token, answered as a JSON string.

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::reply::{Answer, Refused, ok_json};
use crate::tokens::bearer::Issuer;
use crate::tokens::claim_sets::OrganisationToken;
use crate::world::{SharedWorld, Signer};

/// How long an exchanged token holds, in seconds.
const LIFETIME: i64 = 1800;

pub(super) async fn exchange(State(world): State<SharedWorld>, headers: HeaderMap) -> Answer {
    let caller = world.admit(&headers, Issuer::Maskinporten, &[])?;
    let number = caller.consumer().ok_or_else(|| Refused::invalid_token("the consumer is missing"))?;
    let details = caller.claims.get("authorization_details").cloned();
    learn_system_user(&world, details.as_ref());
    // Only service owners are known by a code, and only when they come as such.
    let is_service_owner = caller.scopes().any(|scope| scope.starts_with("altinn:serviceowner"));
    let code = if is_service_owner { world.resources.code_of(number) } else { None };
    let claims = OrganisationToken {
        number,
        code: code.as_deref(),
        supplier: caller.claims.get("supplier").cloned(),
        authorization_details: details,
        scope: caller.text("scope").unwrap_or_default(),
        client_id: caller.text("client_id").unwrap_or_default(),
        level: 3,
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    let token = world
        .mint(Signer::Altinn, claims, LIFETIME)
        .ok_or_else(|| Refused::text(StatusCode::INTERNAL_SERVER_ERROR, "no token could be signed"))?;
    Ok(ok_json(&token))
}

/// The decision point must know whom a system user acts for.
fn learn_system_user(world: &SharedWorld, details: Option<&Value>) {
    let Some(first) = details.map(|details| details.as_array().and_then(|list| list.first()).unwrap_or(details)) else { return };
    let id = first.get("systemuser_id").and_then(|ids| ids.get(0)).and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
    let organisation = first.get("systemuser_org").and_then(|organisation| organisation.get("ID")).and_then(Value::as_str);
    if let (Some(id), Some(number)) = (id, organisation.and_then(|id| id.strip_prefix("0192:"))) {
        world.parties.learn_system_user(id, number);
    }
}
