//! Tokens hold against the published keys, and the grant checks what an assertion says.

use aws_lc_rs::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use correspondence_emulator::EmulatorSettings;
use serde_json::{Value, json};

use crate::support::{ORGANISATION, OWNER, PERSON, Platform, claims, json_of};

fn parts(token: &str) -> (&str, Vec<u8>) {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    (signed, URL_SAFE_NO_PAD.decode(signature).unwrap())
}

fn holds(token: &str, n: &[u8], e: &[u8]) -> bool {
    let (signed, signature) = parts(token);
    RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature).is_ok()
}

async fn key_set(platform: &Platform, metadata: &str) -> (Value, Value) {
    let metadata = json_of(platform.get(metadata).send().await.unwrap()).await;
    let keys = platform.client.get(metadata["jwks_uri"].as_str().unwrap()).send().await.unwrap();
    (metadata, json_of(keys).await["keys"][0].clone())
}

#[tokio::test]
async fn altinn_tokens_hold_against_the_published_key() {
    let platform = Platform::start().await;
    let (metadata, key) = key_set(&platform, "/authentication/api/v1/openid/.well-known/openid-configuration").await;
    // As the real key set has them: padded standard base64, no alg.
    let number = |name: &str| STANDARD.decode(key[name].as_str().unwrap()).unwrap();
    assert!(key["n"].as_str().unwrap().ends_with("==") && key.get("alg").is_none(), "{key}");
    let token = platform.enterprise(OWNER, "altinn:correspondence.write altinn:serviceowner").await;
    assert!(holds(&token, &number("n"), &number("e")));
    assert!(!holds(&format!("x{token}"), &number("n"), &number("e")));
    let claims = claims(&token);
    assert_eq!(claims["iss"], metadata["issuer"]);
    assert_eq!(claims["iss"], format!("{}/authentication/api/v1/openid/", platform.url));
    assert_eq!(claims["scope"], "altinn:correspondence.write altinn:serviceowner");
    assert_eq!(claims["consumer"], json!({"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}));
    assert_eq!(claims["urn:altinn:orgNumber"], OWNER);
    assert_eq!(claims["urn:altinn:authlevel"], 3);
    assert_eq!(claims.get("urn:altinn:org"), None);
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1800);
}

#[tokio::test]
async fn personal_tokens_name_the_party_that_register_knows() {
    let platform = Platform::start().await;
    let token = platform.token(&format!("getpersonaltoken?PID={PERSON}&scopes=altinn:portal/enduser&authLvl=4&ttl=60")).await;
    let claims = claims(&token);
    let party = platform.read_back(&format!("/parties?id={PERSON}")).await;
    assert_eq!(claims["pid"], PERSON);
    assert_eq!(claims["urn:altinn:partyid"], party["partyId"]);
    assert_eq!(claims["urn:altinn:party:uuid"], party["partyUuid"]);
    assert_eq!(claims["urn:altinn:userid"], party["userId"].to_string());
    assert_eq!((claims["urn:altinn:authlevel"].as_i64(), claims["acr"].as_str()), (Some(4), Some("idporten-loa-high")));
    assert_eq!(claims["scope"], "openid altinn:portal/enduser");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);

    let by_mail = platform.token("GetPersonalToken?email=Kari@Example.no&scopes=altinn:portal/enduser").await;
    let by_mail = crate::support::claims(&by_mail);
    assert_eq!((by_mail["email"].as_str(), by_mail["urn:altinn:authlevel"].as_i64()), (Some("kari@example.no"), Some(0)));
    assert!(by_mail["urn:altinn:userid"].as_str().unwrap().parse::<i64>().unwrap() > 0);
}

#[tokio::test]
async fn test_tokens_are_refused_with_a_reason() {
    let platform = Platform::start().await;
    for query in [
        "GetEnterpriseToken?orgNo=991825827",
        "GetEnterpriseToken?scopes=a",
        "GetEnterpriseToken?scopes=a&orgNo=991825828",
        "GetPersonalToken?scopes=a",
        "GetPersonalToken?scopes=a&pid=01898790042",
        "GetPersonalToken?scopes=a&pid=01898790041&partyId=x",
        "GetDialogToken",
        "GetSystemUserToken?scopes=a",
    ] {
        let response = platform.get(&format!("/testtools/api/{query}")).send().await.unwrap();
        assert_eq!(response.status(), 400, "{query}");
        assert!(!response.text().await.unwrap().is_empty(), "{query}");
    }
}

#[tokio::test]
async fn dialog_tokens_are_signed_with_an_edwards_key() {
    let platform = Platform::start().await;
    let keys = json_of(platform.get("/dialogporten/api/v1/.well-known/jwks.json").send().await.unwrap()).await;
    let key = &keys["keys"][0];
    assert_eq!((key["kty"].as_str(), key["crv"].as_str(), key["alg"].as_str()), (Some("OKP"), Some("Ed25519"), Some("EdDSA")));
    let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
    let token = platform.token(&format!("GetDialogToken?party={ORGANISATION}&pid={PERSON}&actions=read;write&level=4")).await;
    let (signed, signature) = parts(&token);
    assert!(UnparsedPublicKey::new(&ED25519, public).verify(signed.as_bytes(), &signature).is_ok());
    let claims = claims(&token);
    assert_eq!(claims["iss"], format!("{}/dialogporten/api/v1", platform.url));
    assert_eq!(claims["c"], format!("urn:altinn:person:identifier-no:{PERSON}"));
    assert_eq!(claims["p"], format!("urn:altinn:organization:identifier-no:{ORGANISATION}"));
    assert_eq!((claims["l"].as_i64(), claims["a"].as_str()), (Some(4), Some("read;write")));
}

#[tokio::test]
async fn the_grant_gives_a_token_that_can_be_exchanged() {
    let platform = Platform::start().await;
    let (metadata, key) = key_set(&platform, "/maskinporten/.well-known/oauth-authorization-server").await;
    assert_eq!(metadata["issuer"], format!("{}/maskinporten/", platform.url));
    assert_eq!(metadata["token_endpoint"], format!("{}/maskinporten/token", platform.url));
    let answer = json_of(platform.grant(&platform.assertion(|claims| claims["iss"] = json!("client-of-310000140"))).await).await;
    let token = answer["access_token"].as_str().unwrap();
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    assert!(holds(token, &number("n"), &number("e")));
    assert_eq!((answer["expires_in"].as_i64(), answer["token_type"].as_str()), (Some(119), Some("Bearer")));
    assert_eq!(claims(token)["consumer"]["ID"], "0192:310000140");

    let response = platform.get("/authentication/api/v1/exchange/maskinporten").bearer_auth(token).send().await.unwrap();
    let exchanged = json_of(response).await;
    let exchanged = claims(exchanged.as_str().unwrap());
    assert_eq!(exchanged["iss"], format!("{}/authentication/api/v1/openid/", platform.url));
    assert_eq!(exchanged["urn:altinn:orgNumber"], "310000140");
    assert_eq!(exchanged["scope"], claims(token)["scope"]);
}

#[tokio::test]
async fn a_system_user_keeps_its_organisation_through_the_exchange() {
    let platform = Platform::start().await;
    let details =
        json!([{"type": "urn:altinn:systemuser", "systemuser_org": {"authority": "iso6523-actorid-upis", "ID": "0192:310000140"}}]);
    let answer = platform.grant(&platform.assertion(|claims| claims["authorization_details"] = details)).await;
    let token = json_of(answer).await["access_token"].as_str().unwrap().to_owned();
    let exchanged = platform.get("/authentication/api/v1/exchange/maskinporten").bearer_auth(&token).send().await.unwrap();
    let exchanged = claims(json_of(exchanged).await.as_str().unwrap());
    assert_eq!(exchanged["authorization_details"][0]["systemuser_org"]["ID"], "0192:310000140");
    assert_eq!(exchanged["authorization_details"], claims(&token)["authorization_details"]);
    assert_eq!(exchanged["urn:altinn:orgNumber"], OWNER);
}

/// What is wrong, and how to make it so.
type Change<'a> = (&'a str, &'a dyn Fn(&mut Value));

#[tokio::test]
async fn assertions_are_refused_for_what_they_say() {
    let platform = Platform::start().await;
    let now = claims(&platform.enterprise(OWNER, "a").await)["iat"].as_i64().unwrap();
    let bad: [Change<'_>; 9] = [
        ("audience", &|c| c["aud"] = json!("https://maskinporten.no/")),
        ("expired", &|c| (c["iat"], c["exp"]) = (json!(now - 100), json!(now - 90))),
        ("too long", &|c| c["exp"] = json!(now + 1000)),
        ("iat in the future", &|c| (c["iat"], c["exp"]) = (json!(now + 600), json!(now + 610))),
        ("no exp", &|c| c["exp"] = Value::Null),
        ("no scope", &|c| c["scope"] = Value::Null),
        ("no client", &|c| c["iss"] = json!("")),
        ("consumer_org", &|c| c["consumer_org"] = json!("123456789")),
        ("authorization_details", &|c| c["authorization_details"] = json!([{"type": "something"}])),
    ];
    for (what, change) in bad {
        let response = platform.grant(&platform.assertion(change)).await;
        assert_eq!(response.status(), 400, "{what}");
        assert!(json_of(response).await["error"].is_string(), "{what}");
    }
    let assertion = platform.assertion(|_| {});
    assert_eq!(platform.grant(&assertion).await.status(), 200);
    assert_eq!(platform.grant(&assertion).await.status(), 400, "the same assertion a second time");
    assert_eq!(platform.grant("no-jwt").await.status(), 400);
    let other_grant = platform.post("/maskinporten/token").header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(other_grant.body("grant_type=client_credentials").send().await.unwrap().status(), 400);
    let as_json = platform.post("/maskinporten/token").json(&json!({"grant_type": "x"})).send().await.unwrap();
    assert_eq!(as_json.status(), 415);
}

#[tokio::test]
async fn the_servers_key_is_a_working_private_key() {
    let platform = Platform::start().await;
    let credentials = platform.emulator.client_credentials();
    let jwk: Value = serde_json::from_slice(&STANDARD.decode(credentials.jwk).unwrap()).unwrap();
    assert_eq!((jwk["kty"].as_str(), jwk["alg"].as_str()), (Some("RSA"), Some("RS256")));
    let number = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let public = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let pair = aws_lc_rs::rsa::KeyPair::from_components(&aws_lc_rs::rsa::KeyPairComponents {
        public_key: aws_lc_rs::rsa::PublicKeyComponents { n: number("n"), e: number("e") },
        d: number("d"),
        p: number("p"),
        q: number("q"),
        dP: number("dp"),
        dQ: number("dq"),
        qInv: number("qi"),
    })
    .unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), b"text", &mut signature).unwrap();
    assert!(public.verify(&RSA_PKCS1_2048_8192_SHA256, b"text", &signature).is_ok());
}

#[tokio::test]
async fn tokens_outlive_a_restart_when_keys_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let settings = EmulatorSettings { key_folder: Some(folder.path().join("keys")), ..EmulatorSettings::default() };
    let first = Platform::start_with(settings.clone()).await;
    let token = first.maskinporten_token("krr:global/kontaktinformasjon.read").await;
    // Keys are made in the background: this waits for the one that nothing has asked for yet.
    let credentials = first.emulator.client_credentials();
    let second = Platform::start_with(settings).await;
    second.emulator.set_base_url(&first.url);
    let response = second.get("/authentication/api/v1/exchange/maskinporten").bearer_auth(&token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(credentials.jwk, second.emulator.client_credentials().jwk);
}
