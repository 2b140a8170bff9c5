//! The contact and reservation register (integrations §6): who is reserved against digital letters. Takes raw Maskinporten tokens only.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::admission::{JSON, json_body};
use crate::parties::Identity;
use crate::parties::magic::MagicOutcome;
use crate::reply::{Answer, Refused, ok_json};
use crate::tokens::bearer::Issuer;
use crate::world::{SharedWorld, World};

/// Most persons of one call.
const MOST: usize = 1000;
/// Longer than a caller waits.
const SLOW: Duration = Duration::from_secs(3);

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new().route("/kontaktregisteret/rest/v2/personer", post(persons))
}

async fn persons(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    world.admit(&headers, Issuer::Maskinporten, &["krr:global/kontaktinformasjon.read"])?;
    let body = json_body(&headers, &body, JSON)?;
    let numbers: Option<Vec<&str>> = body
        .get("personidentifikatorer")
        .and_then(Value::as_array)
        .filter(|list| (1..=MOST).contains(&list.len()))
        .and_then(|list| list.iter().map(Value::as_str).collect());
    let numbers = numbers.ok_or_else(|| {
        Refused::json(StatusCode::BAD_REQUEST, &json!({"feil": "personidentifikatorer må være en liste med 1 til 1000 tekster"}))
    })?;
    let asked_for = |outcome| {
        let mut identities = numbers.iter().filter_map(|number| Identity::person(number));
        identities.any(|identity| world.parties.has_outcome(&identity, outcome))
    };
    if asked_for(MagicOutcome::ContactRegisterDown) {
        return Err(Refused::json(StatusCode::SERVICE_UNAVAILABLE, &json!({"feil": "utilgjengelig"})));
    }
    if asked_for(MagicOutcome::ContactRegisterSlow) {
        tokio::time::sleep(SLOW).await;
    }
    let rows: Vec<Value> = numbers.iter().map(|number| person(&world, number)).collect();
    Ok(ok_json(&json!({"personer": rows})))
}

fn person(world: &World, number: &str) -> Value {
    let Some(identity) = Identity::person(number).filter(|identity| world.parties.registered(identity).is_some()) else {
        return json!({"personidentifikator": number, "status": "IKKE_REGISTRERT"});
    };
    let reserved = world.parties.has_outcome(&identity, MagicOutcome::Reserved);
    json!({
        "personidentifikator": number,
        "reservasjon": if reserved { "JA" } else { "NEI" },
        "status": "AKTIV",
        "varslingsstatus": if reserved { "KAN_IKKE_VARSLES" } else { "KAN_VARSLES" },
        "kontaktinformasjon": {
            "epostadresse": format!("innbygger{}@example.no", &number[..6]),
            "mobiltelefonnummer": format!("+479{}", &number[4..11]),
        },
    })
}
