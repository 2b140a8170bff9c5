//! Our own tokens: how often they are fetched, how the grant is signed, and what happens when one is refused.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use correspondence_domain::party::{PartyUrn, PersonNumber};
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use crate::register::{QUERY, organisation};
use crate::support::keys::{Keys, Signs};
use crate::support::{EXCHANGE, GRANT, World, header, ok, status};

const EVENTS: &str = "GET /resourceregistry/api/v1/resource/r/policy/rights";

async fn ask(world: &World) -> Result<(), correspondence_platform::RemoteError> {
    world.platform.resources.confidentiality(&"r".parse_resource()).await.map(drop)
}

trait ParseResource {
    fn parse_resource(&self) -> correspondence_domain::resource::ResourceId;
}

impl ParseResource for str {
    fn parse_resource(&self) -> correspondence_domain::resource::ResourceId {
        correspondence_domain::resource::ResourceId::parse(self).unwrap()
    }
}

#[tokio::test]
async fn sixteen_callers_on_a_cold_start_make_one_grant_one_exchange_and_one_look_up() {
    let world = World::start().await;
    world.on(QUERY, [ok(&json!({"data": [organisation("313999041", 51_990_041)]})).set_delay(crate::support::MAXIMUM_WAIT)]);
    let party = PartyUrn::of("313999041").unwrap();
    let found = join_all((0..16).map(|_| world.platform.register.party(&party))).await;
    assert!(found.into_iter().all(|party| party.unwrap().unwrap().party_id == Some(51_990_041)));
    assert_eq!((world.count(GRANT).await, world.count(EXCHANGE).await, world.count(QUERY).await), (1, 1, 1));
}

#[tokio::test]
async fn the_grant_introduces_our_client() {
    let world = World::start().await;
    world.on(EVENTS, [ok(&json!([]))]);
    ask(&world).await.unwrap();
    let grant = world.calls(GRANT).await.remove(0);
    assert_eq!(header(&grant, "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(header(&grant, "accept"), Some("application/json"));
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&grant.body).into_owned().collect();
    assert_eq!(form[0], ("grant_type".to_owned(), "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned()));
    let (signed, signature) = form[1].1.rsplit_once('.').unwrap();
    let client = Keys::own().client;
    let jwk = client.public_jwk();
    let key = DecodingKey::from_rsa_components(jwk["n"].as_str().unwrap(), jwk["e"].as_str().unwrap()).unwrap();
    assert!(jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, Algorithm::RS256).unwrap());
    let parts: Vec<Value> = signed.split('.').map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()).collect();
    assert_eq!((&parts[0]["alg"], &parts[0]["kid"]), (&json!("RS256"), &json!(client.id())));
    let claims = &parts[1];
    assert_eq!((&claims["iss"], &claims["aud"]), (&json!("our-client"), &json!("https://test.maskinporten.no/")));
    assert_eq!(claims["iat"], json!(world.clock.real_seconds()));
    assert_eq!(claims["exp"], json!(world.clock.real_seconds() + 10));
    let scopes: Vec<&str> = claims["scope"].as_str().unwrap().split(' ').collect();
    assert_eq!(scopes.len(), 15);
    assert!(scopes.contains(&"digdir:dialogporten.correspondence") && scopes.contains(&"krr:global/kontaktinformasjon.read"));
    let exchange = world.calls(EXCHANGE).await.remove(0);
    assert_eq!(header(&exchange, "authorization"), Some("Bearer mp-1"));
}

#[tokio::test]
async fn tokens_are_renewed_shortly_before_they_end_and_only_by_real_time() {
    let world = World::start().await;
    world.on(EVENTS, [ok(&json!([]))]);
    ask(&world).await.unwrap();
    world.clock.advance_program(86_400);
    world.clock.advance_real(114);
    ask(&world).await.unwrap();
    assert_eq!((world.count(GRANT).await, world.count(EXCHANGE).await), (1, 1));
    world.clock.advance_real(1);
    ask(&world).await.unwrap();
    assert_eq!((world.count(GRANT).await, world.count(EXCHANGE).await), (2, 2));
    let used: Vec<String> = world.calls(EVENTS).await.iter().map(|call| header(call, "authorization").unwrap().to_owned()).collect();
    assert_eq!(used, ["Bearer altinn-1", "Bearer altinn-1", "Bearer altinn-2"]);
}

#[tokio::test]
async fn a_failed_exchange_keeps_the_maskinporten_token_and_is_not_remembered() {
    let world = World::start().await;
    world.on(EVENTS, [ok(&json!([]))]);
    world.on(EXCHANGE, [status(503), ok(&json!("altinn"))]);
    assert_eq!(ask(&world).await.unwrap_err().to_string(), "token_exchange: answered 503");
    ask(&world).await.unwrap();
    assert_eq!((world.count(GRANT).await, world.count(EXCHANGE).await), (1, 2));
}

#[tokio::test]
async fn a_failed_grant_is_not_tried_again_for_the_same_caller() {
    let world = World::start().await;
    world.on(GRANT, [status(500)]);
    assert_eq!(ask(&world).await.unwrap_err().status(), Some(500));
    assert_eq!(world.count(GRANT).await, 1);
    let refusal = ResponseTemplate::new(400).set_body_json(json!({"error": "invalid_grant", "error_description": "x"}));
    world.on(GRANT, [refusal]);
    assert_eq!(ask(&world).await.unwrap_err().to_string(), "maskinporten: answered 400 about invalid_grant");
    assert_eq!((world.count(GRANT).await, world.count(EVENTS).await), (2, 0));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_everybody() {
    let world = World::start().await;
    let refused = |request: &Request| header(request, "authorization") == Some("Bearer altinn-1");
    world.on_computed(EVENTS, move |request| if refused(request) { status(401) } else { ok(&json!([])) });
    let results = join_all((0..16).map(|_| ask(&world))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!((world.count(GRANT).await, world.count(EXCHANGE).await), (2, 2));
}

#[tokio::test]
async fn a_second_refusal_is_final() {
    let world = World::start().await;
    world.on(EVENTS, [status(401)]);
    assert_eq!(ask(&world).await.unwrap_err().status(), Some(401));
    assert_eq!((world.count(EVENTS).await, world.count(GRANT).await, world.count(EXCHANGE).await), (2, 2, 2));
}

#[tokio::test]
async fn the_contact_register_gets_the_token_as_it_is() {
    let world = World::start().await;
    let krr = "POST /krr/rest/v2/personer";
    world.on(krr, [status(401), ok(&json!({"personer": []}))]);
    world.platform.contacts.reserved(&[PersonNumber::parse("01898790041").unwrap()]).await.unwrap();
    let used: Vec<String> = world.calls(krr).await.iter().map(|call| header(call, "authorization").unwrap().to_owned()).collect();
    assert_eq!(used, ["Bearer mp-1", "Bearer mp-2"]);
    assert_eq!(world.count(EXCHANGE).await, 0);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_stop_the_others() {
    let world = Arc::new(World::start().await);
    world.on(EVENTS, [ok(&json!([]))]);
    let grants = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&grants);
    world.on_computed(GRANT, move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
        ok(&json!({"access_token": "mp", "expires_in": 120})).set_delay(crate::support::MAXIMUM_WAIT)
    });
    let first = tokio::spawn({
        let world = Arc::clone(&world);
        async move { ask(&world).await }
    });
    while grants.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    first.abort();
    ask(&world).await.unwrap();
    assert_eq!(world.count(GRANT).await, 1);
}
