//! `POST token`: a code becomes an access token, which opens what the person may open, and an id token, which says who it is.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::codes::Granted;
use super::{CLIENT, SECRET};
use crate::admission::check_media_type;
use crate::parties::{Identity, Party};
use crate::reply::{Answer, Refused, ok_json};
use crate::tokens::claim_sets::PersonalToken;
use crate::tokens::compact::Members;
use crate::world::{SharedWorld, Signer, World};

const FORM: &[&str] = &["application/x-www-form-urlencoded"];

const SCOPE: &str = "openid profile altinn:portal/enduser";

/// Seconds that the tokens hold.
const ACCESS_LIFETIME: i64 = 600;
const ID_LIFETIME: i64 = 120;

pub(super) async fn token(State(world): State<SharedWorld>, headers: HeaderMap, body: Bytes) -> Answer {
    check_media_type(&headers, FORM)?;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if text("client_id") != CLIENT || text("client_secret") != SECRET {
        return Err(refused(StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    if text("grant_type") != "authorization_code" {
        return Err(refused(StatusCode::BAD_REQUEST, "unsupported_grant_type"));
    }
    let granted = world.codes.take(text("code"), world.clock.real_seconds());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(text("code_verifier")));
    let granted = granted
        .filter(|granted| granted.code_challenge == challenge && granted.redirect_uri == text("redirect_uri"))
        .ok_or_else(|| refused(StatusCode::BAD_REQUEST, "invalid_grant"))?;
    let (access_token, id_token) =
        tokens(&world, &granted).ok_or_else(|| Refused::text(StatusCode::INTERNAL_SERVER_ERROR, "no token could be signed"))?;
    let body = json!({
        "access_token": access_token, "id_token": id_token, "token_type": "Bearer", "expires_in": ACCESS_LIFETIME, "scope": SCOPE,
    });
    Ok(([(CACHE_CONTROL, "no-store")], ok_json(&body)).into_response())
}

fn tokens(world: &World, granted: &Granted) -> Option<(String, String)> {
    let party = world.parties.party(&granted.person);
    let is_person = matches!(party.identity, Identity::Person(_));
    let mut access = PersonalToken {
        party: &party,
        user_id: party.user_id.unwrap_or_default().to_string(),
        party_id: party.party_id,
        party_uuid: party.uuid,
        user_name: party.address().unwrap_or_default().to_owned(),
        scope: SCOPE.to_owned(),
        level: if is_person { 4 } else { 0 },
        consumer: None,
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    let about = about(&party, &access, granted.at);
    access.extend(about.clone());

    let mut id = about;
    id.insert("aud".to_owned(), CLIENT.into());
    if let Some(nonce) = &granted.nonce {
        id.insert("nonce".to_owned(), nonce.as_str().into());
    }
    Some((world.mint(Signer::Altinn, access, ACCESS_LIFETIME)?, world.mint(Signer::Altinn, id, ID_LIFETIME)?))
}

/// What both tokens say of the login. The subject is the client's own name for the person.
fn about(party: &Party, access: &Members, at: i64) -> Members {
    let subject = Uuid::new_v5(&party.uuid, CLIENT.as_bytes());
    let mut about = Members::from_iter([("sub".to_owned(), Value::from(subject.to_string())), ("auth_time".to_owned(), at.into())]);
    for name in ["pid", "email", "acr"] {
        if let Some(value) = access.get(name) {
            about.insert(name.to_owned(), value.clone());
        }
    }
    about
}

fn refused(status: StatusCode, error: &str) -> Refused {
    Refused::json(status, &json!({"error": error}))
}
