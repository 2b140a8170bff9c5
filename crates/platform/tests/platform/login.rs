//! Logins in the browser: where it is sent, what is asked of the provider, and what of it is believed.

use correspondence_platform::LoginFailure;
use correspondence_platform::login::{Arrival, Departure};
use jsonwebtoken::Algorithm;
use serde_json::{Value, json};

use crate::support::keys::{Keys, Signs};
use crate::support::mint::{self, MASKINPORTEN_ISSUER, Token};
use crate::support::{ALTINN_ISSUER, ALTINN_METADATA, World, header, ok, status};

const TOKEN: &str = "POST /altinn/token";
const USER_INFO: &str = "GET /altinn/userinfo";
const BACK: &str = "https://brev.example.no/callback";
/// Of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const ARRIVAL: Arrival<'static> = Arrival { redirect_uri: BACK, nonce: "n-1", code_verifier: VERIFIER, code: "c 1" };
const DEPARTURE: Departure<'static> = Departure { redirect_uri: BACK, state: "s-1", nonce: "n-1", code_verifier: VERIFIER };

/// A world whose provider logs people in.
async fn world() -> World {
    let world = World::start().await;
    metadata(&world, &["authorization_endpoint", "token_endpoint", "userinfo_endpoint"]);
    world.on(USER_INFO, [ok(&json!({"sub": "somebody"}))]);
    world
}

/// Has the metadata name these endpoints.
fn metadata(world: &World, endpoints: &[&str]) {
    let uri = world.uri();
    let mut metadata = json!({"issuer": ALTINN_ISSUER, "jwks_uri": format!("{uri}/altinn/jwks")});
    for name in endpoints {
        let path = match *name {
            "authorization_endpoint" => "authorize?realm=x",
            "token_endpoint" => "token",
            _ => "userinfo",
        };
        metadata[*name] = json!(format!("{uri}/altinn/{path}"));
    }
    world.on(ALTINN_METADATA, [ok(&metadata)]);
}

fn id_token<'a>(world: &World, keys: &'a Keys) -> Token<'a> {
    let claims = json!({"sub": "somebody", "aud": "our-login", "nonce": "n-1"});
    Token::new(&*keys.altinn, ALTINN_ISSUER, &world.clock, &claims)
}

fn gives(world: &World, id_token: &str) {
    world.on(TOKEN, [ok(&json!({"access_token": "the-token", "id_token": id_token, "token_type": "Bearer"}))]);
}

#[tokio::test]
async fn a_browser_is_sent_with_everything_that_the_provider_wants() {
    let world = world().await;
    let address = url::Url::parse(&world.platform.login.address(DEPARTURE).await.unwrap()).unwrap();
    assert_eq!(address.path(), "/altinn/authorize");
    let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
    let wanted = [
        ("realm", "x"),
        ("client_id", "our-login"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("acr_values", "selfregistered-email idporten-loa-substantial"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("nonce", "n-1"),
        ("state", "s-1"),
    ];
    assert_eq!(pairs, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[tokio::test]
async fn a_code_is_redeemed_with_a_form() {
    let (world, keys) = (world().await, Keys::own());
    gives(&world, &id_token(&world, &keys).text());
    assert_eq!(world.platform.login.redeem(ARRIVAL).await.as_deref(), Ok("the-token"));
    let calls = world.calls(TOKEN).await;
    assert_eq!(calls.len(), 1);
    assert_eq!(header(&calls[0], "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(header(&calls[0], "authorization"), None);
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&calls[0].body).into_owned().collect();
    let wanted = [
        ("grant_type", "authorization_code"),
        ("code", "c 1"),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
        ("client_id", "our-login"),
        ("client_secret", "our secret"),
    ];
    assert_eq!(form, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let asked = world.calls(USER_INFO).await;
    assert_eq!(header(&asked[0], "authorization"), Some("Bearer the-token"));
}

#[tokio::test]
async fn an_id_token_must_hold_for_us_and_for_this_login() {
    let (world, keys, strangers) = (world().await, Keys::own(), Keys::other());
    let now = world.clock.real_seconds();
    let good = || id_token(&world, &keys);
    let cases = [
        ("another key", good().signed_by(&*strangers.altinn).text(), LoginFailure::IdToken),
        ("another issuer's key", good().signed_by(&*keys.maskinporten).text(), LoginFailure::IdToken),
        ("another issuer", good().claim("iss", &json!(MASKINPORTEN_ISSUER)).text(), LoginFailure::IdToken),
        ("no issuer", good().without("iss").text(), LoginFailure::IdToken),
        (
            "another algorithm",
            good().header("alg", &json!("RS512")).signed_with(keys.altinn.key(), Algorithm::RS512).text(),
            LoginFailure::IdToken,
        ),
        ("no signature", good().header("alg", &json!("none")).unsigned(), LoginFailure::IdToken),
        ("run out", good().without("nbf").claim("exp", &json!(now - 301)).text(), LoginFailure::IdToken),
        ("no end", good().without("exp").text(), LoginFailure::IdToken),
        ("not yet", good().claim("nbf", &json!(now + 301)).text(), LoginFailure::IdToken),
        ("no token", "x.y.z".to_owned(), LoginFailure::IdToken),
        ("another client", good().claim("aud", &json!("theirs")).text(), LoginFailure::OtherClient),
        ("another login", good().claim("nonce", &json!("n-2")).text(), LoginFailure::OtherLogin),
        ("no nonce", good().without("nonce").text(), LoginFailure::OtherLogin),
        ("nobody", good().without("sub").text(), LoginFailure::Nobody),
    ];
    for (what, token, failure) in cases {
        gives(&world, &token);
        assert_eq!(world.platform.login.redeem(ARRIVAL).await, Err(failure), "{what}");
    }
    assert_eq!(world.count(USER_INFO).await, 0, "nobody is asked about a token that does not hold");
    for (what, token) in [
        ("an end just now", good().without("nbf").claim("exp", &json!(now - 299)).text()),
        ("several audiences", good().claim("aud", &json!(["theirs", "our-login"])).text()),
    ] {
        gives(&world, &token);
        assert_eq!(world.platform.login.redeem(ARRIVAL).await.as_deref(), Ok("the-token"), "{what}");
    }
}

#[tokio::test]
async fn a_provider_that_tells_less_or_other_things_is_not_believed() {
    let (world, keys) = (world().await, Keys::own());
    let good = id_token(&world, &keys).text();
    for (body, failure) in [
        (json!({"id_token": good}), LoginFailure::NoAccessToken),
        (json!({"access_token": " ", "id_token": good}), LoginFailure::NoAccessToken),
        (json!({"access_token": "x"}), LoginFailure::NoIdToken),
    ] {
        world.on(TOKEN, [ok(&body)]);
        assert_eq!(world.platform.login.redeem(ARRIVAL).await, Err(failure), "{body}");
    }
    gives(&world, &good);
    for told in [json!({"sub": "somebody else"}), json!({}), json!({"sub": Value::Null})] {
        world.on(USER_INFO, [ok(&told)]);
        assert_eq!(world.platform.login.redeem(ARRIVAL).await, Err(LoginFailure::OtherPerson), "{told}");
    }
}

/// A code holds for one try, and who waits for a page is not kept waiting.
#[tokio::test]
async fn nothing_is_asked_twice() {
    let (world, keys) = (world().await, Keys::own());
    world.on(TOKEN, [status(503)]);
    assert!(matches!(world.platform.login.redeem(ARRIVAL).await, Err(LoginFailure::Provider(_))));
    assert_eq!(world.count(TOKEN).await, 1);
    gives(&world, &id_token(&world, &keys).text());
    world.on(USER_INFO, [status(503)]);
    assert!(matches!(world.platform.login.redeem(ARRIVAL).await, Err(LoginFailure::Provider(_))));
    assert_eq!((world.count(TOKEN).await, world.count(USER_INFO).await), (2, 1));
    // Nor are metadata and keys.
    assert_eq!(world.count(ALTINN_METADATA).await, 1);
}

#[tokio::test]
async fn a_provider_without_user_information_is_asked_for_none() {
    let (world, keys) = (world().await, Keys::own());
    metadata(&world, &["authorization_endpoint", "token_endpoint"]);
    gives(&world, &id_token(&world, &keys).text());
    assert_eq!(world.platform.login.redeem(ARRIVAL).await.as_deref(), Ok("the-token"));
    assert_eq!(world.count(USER_INFO).await, 0);
}

#[tokio::test]
async fn a_provider_that_logs_nobody_in_says_so() {
    let world = world().await;
    metadata(&world, &[]);
    assert!(world.platform.login.address(DEPARTURE).await.is_err());
    assert!(matches!(world.platform.login.redeem(ARRIVAL).await, Err(LoginFailure::Provider(_))));
}

#[tokio::test]
async fn the_access_token_is_looked_at_when_it_is_used() {
    let (world, keys, strangers) = (world().await, Keys::own(), Keys::other());
    let now = world.clock.real_seconds();
    let good = || Token::new(&*keys.altinn, ALTINN_ISSUER, &world.clock, &mint::person());
    let claims = world.platform.login.validate(&good().claim("aud", &json!("whose ever")).text()).await.unwrap();
    assert_eq!((claims.issuer.as_str(), claims.first("pid")), (ALTINN_ISSUER, Some("01898790041")));
    assert!(world.platform.login.validate(&good().without("nbf").claim("exp", &json!(now - 299)).text()).await.is_some());
    for bad in [
        good().without("nbf").claim("exp", &json!(now - 301)).text(),
        good().claim("nbf", &json!(now + 301)).text(),
        good().signed_by(&*strangers.altinn).text(),
        good().claim("iss", &json!("https://elsewhere.example/")).text(),
        good().header("alg", &json!("RS512")).signed_with(keys.altinn.key(), Algorithm::RS512).text(),
        good().header("alg", &json!("none")).unsigned(),
        "x".to_owned(),
    ] {
        assert_eq!(world.platform.login.validate(&bad).await, None);
    }
}
