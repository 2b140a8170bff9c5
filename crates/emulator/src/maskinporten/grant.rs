//! The JWT grant. Any client id and any signature is taken (run-contract §3.1); what the assertion says is checked.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::admission::check_media_type;
use crate::parties::{Directory, numbers};
use crate::reply::{Answer, Refused, ok_json};
use crate::tokens::claim_sets::{MaskinportenToken, system_user_claim};
use crate::tokens::compact::{self, Members};
use crate::world::{SharedWorld, Signer};

/// The one grant there is.
pub(crate) const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long a token holds, in seconds.
pub(crate) const TOKEN_LIFETIME: i64 = 120;
/// Longest life of an assertion, in seconds.
const LONGEST_ASSERTION: i64 = 120;
/// How far an assertion's `iat` may be from now, in seconds.
const CLOCK_TOLERANCE: i64 = 30;

/// `POST /maskinporten/token`.
pub(super) async fn grant(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    check_media_type(&headers, &["application/x-www-form-urlencoded"])?;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    if form.get("grant_type").map(String::as_str) != Some(GRANT_TYPE) {
        return Err(refused("unsupported_grant_type", "grant_type must be the JWT bearer grant"));
    }
    let assertion = form.get("assertion").and_then(|text| compact::parse(text)).ok_or_else(|| invalid("the assertion is no JWT"))?;
    let asked = Asked::of(&assertion.header, &assertion.payload, &world)?;

    let organisation = world.maskinporten.organisation_of(asked.client_id);
    let (consumer, supplier) = match asked.consumer_org {
        Some(number) if number != organisation => (number.to_owned(), Some(organisation.as_str())),
        _ => (organisation.clone(), None),
    };
    let authorization_details = asked.system_user_of.map(|number| {
        let id = Directory::system_user_of(number);
        system_user_claim(id, number, &organisation)
    });
    let claims = MaskinportenToken {
        consumer: &consumer,
        supplier,
        authorization_details,
        scope: asked.scope,
        client_id: asked.client_id,
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    let token = world.mint(Signer::Maskinporten, claims, TOKEN_LIFETIME).ok_or_else(|| invalid("no token could be signed"))?;
    let body = json!({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFETIME - 1, "scope": asked.scope});
    Ok(([(CACHE_CONTROL, "no-store")], ok_json(&body)).into_response())
}

/// What an assertion asks for.
struct Asked<'a> {
    client_id: &'a str,
    scope: &'a str,
    consumer_org: Option<&'a str>,
    /// The organisation whose system user is meant.
    system_user_of: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn of(header: &Members, claims: &'a Members, world: &SharedWorld) -> Result<Self, Refused> {
        let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
        if !matches!(algorithm, "RS256" | "RS384" | "RS512") {
            return Err(invalid("the assertion must be signed with RS256, RS384 or RS512"));
        }
        if header.get("kid").and_then(Value::as_str).is_none_or(str::is_empty) && !header.contains_key("x5c") {
            return Err(invalid("the assertion's header needs kid or x5c"));
        }
        let text = |name: &str| claims.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let client_id = text("iss").ok_or_else(|| refused("invalid_client", "iss is missing"))?;
        let addresses = world.addresses();
        let for_us = match claims.get("aud") {
            Some(Value::String(audience)) => *audience == addresses.maskinporten_issuer,
            Some(Value::Array(audiences)) => audiences.len() == 1 && audiences[0] == addresses.maskinporten_issuer.as_str(),
            _ => false,
        };
        if !for_us {
            return Err(invalid(&format!("aud must be {}", addresses.maskinporten_issuer)));
        }
        check_times(claims, world)?;
        let scope = text("scope").ok_or_else(|| refused("invalid_scope", "scope is missing"))?;
        let consumer_org = match text("consumer_org") {
            Some(number) if !numbers::is_organisation(number) => return Err(invalid("consumer_org is no organisation number")),
            other => other,
        };
        let system_user_of = system_user_of(claims)?;
        Ok(Self { client_id, scope, consumer_org, system_user_of })
    }
}

fn check_times(claims: &Members, world: &SharedWorld) -> Result<(), Refused> {
    let seconds = |name: &str| {
        let number = claims.get(name).and_then(Value::as_i64);
        number.ok_or_else(|| invalid(&format!("{name} must be a number of seconds")))
    };
    let (issued, expires, now) = (seconds("iat")?, seconds("exp")?, world.clock.real_seconds());
    if expires <= now {
        return Err(invalid("the assertion expired"));
    }
    if !(1..=LONGEST_ASSERTION).contains(&(expires - issued)) {
        return Err(invalid("an assertion may live 120 seconds at most"));
    }
    if (issued - now).abs() > CLOCK_TOLERANCE {
        return Err(invalid("iat is not now"));
    }
    if let (Some(client), Some(token)) = (claims.get("iss").and_then(Value::as_str), claims.get("jti").and_then(Value::as_str))
        && !world.maskinporten.is_first_use(client, token, expires, now)
    {
        return Err(invalid("this jti was used before"));
    }
    Ok(())
}

/// The organisation that `authorization_details` names: the grant for a system user.
fn system_user_of(claims: &Members) -> Result<Option<&str>, Refused> {
    let Some(details) = claims.get("authorization_details") else { return Ok(None) };
    let first = details.as_array().and_then(|list| list.first()).unwrap_or(details);
    let number = first
        .get("systemuser_org")
        .and_then(|organisation| organisation.get("ID"))
        .and_then(Value::as_str)
        .and_then(|id| id.strip_prefix("0192:"))
        .filter(|number| numbers::is_organisation(number));
    let is_system_user = first.get("type").and_then(Value::as_str) == Some("urn:altinn:systemuser");
    if is_system_user && number.is_some() {
        Ok(number)
    } else {
        Err(refused("invalid_authorization_details", "a system user's organisation is expected"))
    }
}

fn invalid(why: &str) -> Refused {
    refused("invalid_grant", why)
}

fn refused(error: &str, why: &str) -> Refused {
    Refused::json(StatusCode::BAD_REQUEST, &json!({"error": error, "error_description": why}))
}
