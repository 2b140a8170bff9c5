//! Tokens of callers: which are taken, which are refused, and how keys are kept.

use correspondence_domain::claims::TokenKind;
use correspondence_platform::TokenRefusal;
use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

use crate::support::keys::{Keys, Signs};
use crate::support::mint::{self, DIALOGPORTEN_ISSUER, MASKINPORTEN_ISSUER, Token};
use crate::support::{ALTINN_ISSUER, ALTINN_KEYS, ALTINN_METADATA, World, ok, status};

const ALL: &[TokenKind] = &[TokenKind::Altinn, TokenKind::Maskinporten, TokenKind::Dialogporten];
const DIALOG_KEYS: &str = "GET /dialogporten/api/v1/.well-known/jwks.json";

fn altinn<'a>(world: &World, keys: &'a Keys) -> Token<'a> {
    Token::new(&*keys.altinn, ALTINN_ISSUER, &world.clock, &mint::organisation("313999041", "altinn:correspondence.read"))
}

fn maskinporten<'a>(world: &World, keys: &'a Keys) -> Token<'a> {
    Token::new(&*keys.maskinporten, MASKINPORTEN_ISSUER, &world.clock, &mint::maskinporten("altinn:correspondence.read"))
}

fn dialog<'a>(world: &World, keys: &'a Keys) -> Token<'a> {
    Token::new(&*keys.dialogporten, DIALOGPORTEN_ISSUER, &world.clock, &mint::dialog())
}

async fn validate(world: &World, token: &str, accepted: &[TokenKind]) -> Result<TokenKind, TokenRefusal> {
    world.platform.inbound.validate(Some(token), accepted).await.map(|claims| claims.kind)
}

#[tokio::test]
async fn a_token_of_each_issuer_is_taken_for_what_it_is() {
    let (world, keys) = (World::start().await, Keys::own());
    for (token, kind) in [
        (altinn(&world, &keys).text(), TokenKind::Altinn),
        (maskinporten(&world, &keys).text(), TokenKind::Maskinporten),
        (dialog(&world, &keys).text(), TokenKind::Dialogporten),
    ] {
        assert_eq!(validate(&world, &token, ALL).await, Ok(kind));
        assert_eq!(validate(&world, &token, &[kind]).await, Ok(kind));
    }
    let claims = world.platform.inbound.validate(Some(&altinn(&world, &keys).text()), ALL).await.unwrap();
    assert_eq!(claims.issuer, ALTINN_ISSUER);
    assert_eq!(claims.first("urn:altinn:authlevel"), Some("3"));
    assert_eq!(claims.entries[0].name, "scope", "claims keep the order of the token");
}

#[tokio::test]
async fn a_kind_that_is_not_accepted_is_refused() {
    let (world, keys) = (World::start().await, Keys::own());
    let [altinn, maskinporten, dialog] =
        [altinn(&world, &keys), maskinporten(&world, &keys), dialog(&world, &keys)].map(|token| token.text());
    assert_eq!(validate(&world, &altinn, &[TokenKind::Maskinporten]).await, Err(TokenRefusal::Invalid));
    assert_eq!(validate(&world, &dialog, &[TokenKind::Altinn, TokenKind::Maskinporten]).await, Err(TokenRefusal::Invalid));
    assert_eq!(validate(&world, &maskinporten, &[TokenKind::Dialogporten]).await, Err(TokenRefusal::Invalid));
}

#[tokio::test]
async fn no_token_and_no_token_at_all_are_told_apart() {
    let world = World::start().await;
    for nothing in [None, Some(""), Some("  ")] {
        assert_eq!(world.platform.inbound.validate(nothing, ALL).await.unwrap_err(), TokenRefusal::NoToken);
    }
    for garbage in ["not-a-token", "a.b.c", "..", "e30.e30", "e30.e30.x", "!!!.e30.x"] {
        assert_eq!(validate(&world, garbage, ALL).await, Err(TokenRefusal::NotAJwt), "{garbage}");
    }
}

/// Every defect put into an otherwise good token.
fn defective(
    token: impl Fn() -> Token<'static>,
    key: &'static dyn Signs,
    stranger: &'static dyn Signs,
    now: i64,
) -> Vec<(&'static str, String)> {
    let good = token().text();
    let (content, signature) = good.rsplit_once('.').unwrap();
    let tampered = token().claim("scope", &json!("altinn:correspondence.write")).text();
    let shared: &'static EncodingKey = Box::leak(Box::new(EncodingKey::from_secret(Keys::own().altinn.public_bytes())));
    vec![
        ("expired", token().claim("exp", &json!(now - 3600)).claim("nbf", &json!(now - 7200)).text()),
        ("just expired", token().claim("exp", &json!(now - 11)).claim("nbf", &json!(now - 60)).text()),
        ("not yet valid", token().claim("nbf", &json!(now + 3600)).claim("exp", &json!(now + 7200)).text()),
        ("valid in eleven seconds", token().claim("nbf", &json!(now + 11)).text()),
        ("begins after its end", token().claim("nbf", &json!(now + 9)).claim("exp", &json!(now + 5)).text()),
        ("without end", token().without("exp").text()),
        ("with a text as end", token().claim("exp", &json!("tomorrow")).text()),
        ("wrong issuer", token().claim("iss", &json!("https://issuer.example.test/")).text()),
        ("issuer with more path", token().claim("iss", &json!(format!("{ALTINN_ISSUER}more"))).text()),
        ("no issuer", token().without("iss").text()),
        ("a stranger's signature under the right kid", token().signed_by(stranger).text()),
        ("a stranger's key", token().header("kid", &json!(stranger.id())).signed_by(stranger).text()),
        ("unsigned", token().header("alg", &json!("none")).without("kid").unsigned()),
        ("unsigned in capitals", token().header("alg", &json!("NONE")).unsigned()),
        ("public key as shared secret", token().header("alg", &json!("HS256")).signed_with(shared, Algorithm::HS256).text()),
        ("unsigned, but it says otherwise", token().unsigned()),
        ("tampered", format!("{}.{signature}", tampered.rsplit_once('.').unwrap().0)),
        ("truncated", good[..good.len() - 12].to_owned()),
        ("another algorithm than the signature's", token().header("alg", &json!("RS384")).signed_by(key).text()),
        ("signature of another token", format!("{content}.{}", tampered.rsplit_once('.').unwrap().1)),
    ]
}

#[tokio::test]
async fn every_defect_is_refused_whichever_issuer_the_token_names() {
    let world = World::start().await;
    let now = world.clock.real_seconds();
    let (own, other): (&'static Keys, &'static Keys) = (Box::leak(Box::new(Keys::own())), Box::leak(Box::new(Keys::other())));
    let of_altinn = defective(|| altinn(&world, own), &*own.altinn, &*other.altinn, now);
    let of_dialogporten = defective(|| dialog(&world, own), &*own.dialogporten, &*other.dialogporten, now);
    for (defect, token) in of_altinn.iter().chain(&of_dialogporten) {
        assert_eq!(validate(&world, token, ALL).await, Err(TokenRefusal::Invalid), "{defect}");
    }
    for (defect, token) in defective(|| maskinporten(&world, own), &*own.maskinporten, &*other.maskinporten, now) {
        assert_eq!(validate(&world, &token, &[TokenKind::Maskinporten]).await, Err(TokenRefusal::Invalid), "{defect}");
    }
    // A good token between and after them: refusals leave nothing behind.
    assert_eq!(validate(&world, &altinn(&world, own).text(), ALL).await, Ok(TokenKind::Altinn));
}

#[tokio::test]
async fn keys_of_one_issuer_do_not_serve_another() {
    let (world, keys) = (World::start().await, Keys::own());
    let token = altinn(&world, &keys).header("kid", &json!(keys.maskinporten.id())).signed_by(&*keys.maskinporten).text();
    assert_eq!(validate(&world, &token, ALL).await, Err(TokenRefusal::Invalid));
}

#[tokio::test]
async fn ten_seconds_of_difference_between_the_clocks_are_allowed() {
    let (world, keys) = (World::start().await, Keys::own());
    let now = world.clock.real_seconds();
    for token in [
        altinn(&world, &keys).claim("nbf", &json!(now - 60)).claim("exp", &json!(now - 10)),
        altinn(&world, &keys).claim("nbf", &json!(now + 10)),
        altinn(&world, &keys).without("nbf"),
        altinn(&world, &keys).claim("exp", &json!(1_800_000_000.5)),
    ] {
        assert_eq!(validate(&world, &token.text(), ALL).await, Ok(TokenKind::Altinn), "{}", token.payload);
    }
    world.clock.advance_program(365 * 86_400);
    assert_eq!(validate(&world, &altinn(&world, &keys).text(), ALL).await, Ok(TokenKind::Altinn), "the program's clock ends no token");
}

#[tokio::test]
async fn a_missing_or_unknown_kid_and_a_missing_slash_do_no_harm() {
    let (world, keys) = (World::start().await, Keys::own());
    for token in [
        altinn(&world, &keys).without("kid"),
        altinn(&world, &keys).header("kid", &json!("who knows")),
        altinn(&world, &keys).claim("iss", &json!(ALTINN_ISSUER.trim_end_matches('/'))),
        altinn(&world, &keys).header("crit", &json!(["x"])).header("typ", &json!("at+jwt")),
    ] {
        assert_eq!(validate(&world, &token.text(), ALL).await, Ok(TokenKind::Altinn), "{} {}", token.header, token.payload);
    }
}

#[tokio::test]
async fn other_rsa_algorithms_are_taken() {
    let (world, keys) = (World::start().await, Keys::own());
    for (name, algorithm) in [("RS512", Algorithm::RS512), ("PS256", Algorithm::PS256)] {
        let token = altinn(&world, &keys).header("alg", &json!(name)).signed_with(keys.altinn.key(), algorithm).text();
        assert_eq!(validate(&world, &token, ALL).await, Ok(TokenKind::Altinn), "{name}");
    }
}

#[tokio::test]
async fn sixteen_first_callers_fetch_the_keys_once() {
    let (world, keys) = (World::start().await, Keys::own());
    let token = altinn(&world, &keys).text();
    let results = join_all((0..16).map(|_| validate(&world, &token, ALL))).await;
    assert!(results.into_iter().all(|result| result == Ok(TokenKind::Altinn)));
    assert_eq!((world.count(ALTINN_METADATA).await, world.count(ALTINN_KEYS).await), (1, 1));
    assert_eq!(world.count("GET /mp/metadata").await, 0, "other issuers are not asked");
}

#[tokio::test]
async fn keys_are_fetched_again_after_twelve_hours_of_the_programs_time() {
    let (world, keys) = (World::start().await, Keys::own());
    let token = altinn(&world, &keys).text();
    validate(&world, &token, ALL).await.unwrap();
    world.clock.advance_program(12 * 3600 - 1);
    validate(&world, &token, ALL).await.unwrap();
    assert_eq!(world.count(ALTINN_KEYS).await, 1);
    world.clock.advance_program(1);
    validate(&world, &token, ALL).await.unwrap();
    validate(&world, &token, ALL).await.unwrap();
    assert_eq!(world.count(ALTINN_KEYS).await, 2);
}

#[tokio::test]
async fn a_token_with_a_new_key_is_taken_at_once() {
    let (world, old, new) = (World::start().await, Keys::own(), Keys::other());
    validate(&world, &altinn(&world, &old).text(), ALL).await.unwrap();
    validate(&world, &dialog(&world, &old).text(), ALL).await.unwrap();
    world.publish_keys(&new);
    let token = altinn(&world, &new).text();
    let results = join_all((0..16).map(|_| validate(&world, &token, ALL))).await;
    assert!(results.into_iter().all(|result| result == Ok(TokenKind::Altinn)));
    assert_eq!(world.count(ALTINN_KEYS).await, 2);
    assert_eq!(validate(&world, &altinn(&world, &old).text(), ALL).await, Err(TokenRefusal::Invalid));
    assert_eq!(validate(&world, &dialog(&world, &new).text(), ALL).await, Ok(TokenKind::Dialogporten));
    assert_eq!(world.count(DIALOG_KEYS).await, 2);
}

#[tokio::test]
async fn a_new_key_under_an_old_kid_is_taken_at_once() {
    let (world, old, new) = (World::start().await, Keys::own(), Keys::other());
    validate(&world, &altinn(&world, &old).text(), ALL).await.unwrap();
    let mut jwk = new.altinn.public_jwk();
    jwk["kid"] = json!(old.altinn.id());
    world.on(ALTINN_KEYS, [ok(&json!({ "keys": [jwk] }))]);
    let token = altinn(&world, &old).signed_by(&*new.altinn).text();
    assert_eq!(validate(&world, &token, ALL).await, Ok(TokenKind::Altinn));
}

#[tokio::test]
async fn bad_tokens_make_us_fetch_keys_at_most_every_five_minutes() {
    let (world, keys, stranger) = (World::start().await, Keys::own(), Keys::other());
    let bad = altinn(&world, &stranger).text();
    for _ in 0..5 {
        assert_eq!(validate(&world, &bad, ALL).await, Err(TokenRefusal::Invalid));
    }
    assert_eq!(world.count(ALTINN_KEYS).await, 2, "at first use and for the first bad one");
    world.clock.advance_program(299);
    validate(&world, &bad, ALL).await.unwrap_err();
    assert_eq!(world.count(ALTINN_KEYS).await, 2);
    world.clock.advance_program(1);
    validate(&world, &bad, ALL).await.unwrap_err();
    validate(&world, &altinn(&world, &keys).text(), ALL).await.unwrap();
    assert_eq!(world.count(ALTINN_KEYS).await, 3);
    assert_eq!(world.count(DIALOG_KEYS).await, 0, "only the issuer that the token names");
}

#[tokio::test]
async fn old_keys_go_on_when_a_renewal_fails() {
    let (world, keys, new) = (World::start().await, Keys::own(), Keys::other());
    let token = altinn(&world, &keys).text();
    validate(&world, &token, ALL).await.unwrap();
    for trouble in [status(404), ok(&json!({"no": "keys"})), ok(&json!(null))] {
        world.on(ALTINN_KEYS, [trouble]);
        world.clock.advance_program(13 * 3600);
        world.clock.advance_real(31);
        assert_eq!(validate(&world, &token, ALL).await, Ok(TokenKind::Altinn));
        assert_eq!(validate(&world, &altinn(&world, &new).text(), ALL).await, Err(TokenRefusal::Invalid));
    }
    world.publish_keys(&new);
    world.clock.advance_real(1);
    assert_eq!(validate(&world, &altinn(&world, &new).text(), ALL).await, Ok(TokenKind::Altinn), "a failed renewal is not counted");
}

#[tokio::test]
async fn without_keys_nobody_is_let_in_and_the_next_caller_tries_again() {
    let (world, keys) = (World::start().await, Keys::own());
    let token = altinn(&world, &keys).text();
    for (call, trouble) in
        [(ALTINN_METADATA, status(404)), (ALTINN_METADATA, ok(&json!({"issuer": ALTINN_ISSUER}))), (ALTINN_KEYS, ok(&json!({})))]
    {
        world.on(call, [trouble]);
        assert_eq!(validate(&world, &token, ALL).await, Err(TokenRefusal::Invalid), "{call}");
        world.publish_keys(&keys);
        world.clock.advance_real(1);
    }
    assert_eq!(validate(&world, &dialog(&world, &keys).text(), ALL).await, Ok(TokenKind::Dialogporten));
    assert_eq!(validate(&world, &token, ALL).await, Ok(TokenKind::Altinn));
}

#[tokio::test]
async fn only_signature_keys_of_the_right_family_count() {
    let (world, keys) = (World::start().await, Keys::own());
    let mut for_encryption = keys.altinn.public_jwk();
    for_encryption["use"] = json!("enc");
    world.on(
        ALTINN_KEYS,
        [ok(&json!({"keys": [for_encryption, {"kty": "oct", "k": "AAAA"}, {"kty": "RSA"}, 5, keys.dialogporten.public_jwk()]}))],
    );
    assert_eq!(validate(&world, &altinn(&world, &keys).text(), ALL).await, Err(TokenRefusal::Invalid));
    let with_dialog_key = altinn(&world, &keys).header("alg", &json!("EdDSA")).signed_by(&*keys.dialogporten).text();
    assert_eq!(validate(&world, &with_dialog_key, ALL).await, Err(TokenRefusal::Invalid));
    world.on(DIALOG_KEYS, [ok(&json!({"keys": [keys.altinn.public_jwk(), keys.dialogporten.public_jwk()]}))]);
    let with_rsa_key = dialog(&world, &keys).header("alg", &json!("RS256")).signed_by(&*keys.altinn).text();
    assert_eq!(validate(&world, &with_rsa_key, ALL).await, Err(TokenRefusal::Invalid));
    assert_eq!(validate(&world, &dialog(&world, &keys).text(), ALL).await, Ok(TokenKind::Dialogporten));
}

#[tokio::test]
async fn a_maskinporten_token_in_the_wrong_place_gets_the_hint_to_exchange_it() {
    let (world, keys, stranger) = (World::start().await, Keys::own(), Keys::other());
    let recipient: &[TokenKind] = &[TokenKind::Altinn, TokenKind::Dialogporten];
    let hint = Err(TokenRefusal::MaskinportenTokenNeedsExchange);
    let other_environment = Token::new(&*stranger.maskinporten, "https://maskinporten.no/", &world.clock, &mint::maskinporten("x")).text();
    for (token, accepted) in [
        (maskinporten(&world, &keys).text(), recipient),
        (maskinporten(&world, &stranger).text(), recipient),
        (maskinporten(&world, &stranger).text(), ALL),
        (other_environment, ALL),
    ] {
        assert_eq!(validate(&world, &token, accepted).await, hint);
    }
    let now = world.clock.real_seconds();
    let refused: Vec<(Token<'_>, Option<String>)> = vec![
        (maskinporten(&world, &keys).claim("exp", &json!(now - 60)), None),
        (maskinporten(&world, &keys).claim("nbf", &json!(now + 60)), None),
        (maskinporten(&world, &keys).without("exp"), None),
    ];
    for (token, _) in refused {
        assert_eq!(validate(&world, &token.text(), recipient).await, Err(TokenRefusal::Invalid));
    }
    let unsigned = maskinporten(&world, &keys).header("alg", &json!("none")).unsigned();
    assert_eq!(validate(&world, &unsigned, recipient).await, Err(TokenRefusal::Invalid));
    assert_eq!(validate(&world, &maskinporten(&world, &keys).text(), &[TokenKind::Dialogporten]).await, Err(TokenRefusal::Invalid));
}

#[tokio::test]
async fn the_hint_also_goes_by_the_configured_issuer() {
    let (world, keys) = (World::start().await, Keys::own());
    let issuer = "http://127.0.0.1:5096/maskinporten/";
    let metadata: Value = json!({"issuer": issuer, "jwks_uri": format!("{}/mp/jwks", world.uri())});
    world.on("GET /mp/metadata", [ok(&metadata)]);
    let token = Token::new(&*keys.maskinporten, issuer, &world.clock, &mint::maskinporten("x")).text();
    let recipient = &[TokenKind::Altinn, TokenKind::Dialogporten];
    assert_eq!(validate(&world, &token, recipient).await, Err(TokenRefusal::MaskinportenTokenNeedsExchange));
    assert_eq!(validate(&world, &token, ALL).await, Ok(TokenKind::Maskinporten));
}
