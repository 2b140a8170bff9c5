//! What the real platform refuses before it looks at a call is refused here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::RequestBuilder;
use serde_json::json;

use crate::support::{OWNER, Platform, SERVER_SCOPES, claims, dialogs, status};

const KEY: &str = "Ocp-Apim-Subscription-Key";

/// Every protected route: method, path, media type, whether it needs the subscription key, whether it takes raw Maskinporten tokens.
fn protected() -> Vec<(&'static str, String, Option<&'static str>, bool, bool)> {
    let json = Some("application/json");
    vec![
        ("POST", "/register/api/v1/correspondence/parties/query".to_owned(), json, true, false),
        ("POST", "/register/api/v1/correspondence/parties/main-units".to_owned(), json, true, false),
        ("GET", format!("/register/api/v1/correspondence/parties/{}/roles/correspondence-roles", uuid::Uuid::nil()), None, true, false),
        ("POST", "/authorization/api/v1/authorize".to_owned(), json, true, false),
        ("POST", "/events/api/v1/events".to_owned(), Some("application/cloudevents+json"), false, false),
        ("POST", "/events/api/v1/subscriptions".to_owned(), json, false, false),
        ("GET", "/events/api/v1/subscriptions".to_owned(), None, false, false),
        ("POST", dialogs(""), json, false, false),
        ("GET", dialogs("/019bc0e1-2b19-7abc-8def-0123456789ab"), None, false, false),
        ("PATCH", dialogs("/019bc0e1-2b19-7abc-8def-0123456789ab"), json, false, false),
        ("DELETE", dialogs("/019bc0e1-2b19-7abc-8def-0123456789ab"), None, false, false),
        ("POST", dialogs("/019bc0e1-2b19-7abc-8def-0123456789ab/actions/purge"), None, false, false),
        ("POST", dialogs("/019bc0e1-2b19-7abc-8def-0123456789ab/activities"), json, false, false),
        ("POST", "/kontaktregisteret/rest/v2/personer".to_owned(), json, false, true),
    ]
}

fn request(platform: &Platform, method: &str, path: &str) -> RequestBuilder {
    platform.client.request(method.parse().unwrap(), format!("{}{path}", platform.url))
}

#[tokio::test]
async fn tokens_are_required_and_checked() {
    let platform = Platform::start().await;
    let all = format!("{SERVER_SCOPES} altinn:events.subscribe");
    let altinn = platform.enterprise(OWNER, &all).await;
    let raw = platform.maskinporten_token(&all).await;
    let forged = {
        let (signed, _) = altinn.rsplit_once('.').unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 256]))
    };
    let unsigned = {
        let payload = altinn.split('.').nth(1).unwrap();
        format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#))
    };
    let query = all.replace(' ', ",");
    let expired = platform.token(&format!("GetEnterpriseToken?orgNo={OWNER}&ttl=-1&scopes={query}")).await;
    let expired_raw = platform.token(&format!("GetMaskinportenToken?orgNo={OWNER}&ttl=-1&scopes={query}")).await;
    let scopeless = platform.enterprise(OWNER, "something:else").await;
    let scopeless_raw = platform.maskinporten_token("something:else").await;
    for (method, path, media_type, needs_key, takes_raw) in protected() {
        let call = |token: Option<&str>| {
            let mut call = request(&platform, method, &path).header(KEY, "any");
            if let Some(media_type) = media_type {
                call = call.header("content-type", media_type).body("{}");
            }
            if let Some(token) = token { call.bearer_auth(token) } else { call }
        };
        let (wrong_issuer, old, poor, good) =
            if takes_raw { (&altinn, &expired_raw, &scopeless_raw, &raw) } else { (&raw, &expired, &scopeless, &altinn) };
        for (what, token) in [("none", None), ("text", Some("abc")), ("wrong issuer", Some(wrong_issuer)), ("expired", Some(old))]
            .map(|(what, token)| (what, token.map(|token: &str| token)))
            .into_iter()
            .chain([("forged", Some(forged.as_str())), ("unsigned", Some(unsigned.as_str()))])
        {
            let response = call(token).send().await.unwrap();
            assert_eq!(response.status(), 401, "{what}: {method} {path}");
            assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer"), "{method} {path}");
        }
        assert_eq!(status(call(Some(poor))).await, 403, "scope: {method} {path}");
        let accepted = status(call(Some(good))).await;
        assert!(!matches!(accepted, 401 | 403 | 415), "{accepted}: {method} {path}");
        if needs_key {
            let mut without = request(&platform, method, &path).bearer_auth(good);
            if let Some(media_type) = media_type {
                without = without.header("content-type", media_type).body("{}");
            }
            assert_eq!(status(without).await, 401, "key: {method} {path}");
        }
        if let Some(media_type) = media_type {
            let other =
                request(&platform, method, &path).header(KEY, "any").bearer_auth(good).header("content-type", "text/plain").body("{}");
            assert_eq!(status(other).await, 415, "media type: {method} {path}");
            let broken = request(&platform, method, &path).header(KEY, "any").bearer_auth(good).header("content-type", media_type);
            assert_eq!(status(broken.body("{\"broken")).await, 400, "body: {method} {path}");
        }
    }
}

#[tokio::test]
async fn a_configured_subscription_key_must_be_that_key() {
    let settings = correspondence_emulator::EmulatorSettings { subscription_key: Some("secret".to_owned()), ..Default::default() };
    let platform = Platform::start_with(settings).await;
    let token = platform.server_token().await;
    for (key, expected) in [("other", 401), ("secret", 200)] {
        let call = platform.post("/register/api/v1/correspondence/parties/query").bearer_auth(&token).header(KEY, key);
        assert_eq!(status(call.json(&json!({"data": []}))).await, expected, "{key}");
    }
}

#[tokio::test]
async fn the_exchange_takes_only_tokens_of_maskinporten() {
    let platform = Platform::start().await;
    let path = "/authentication/api/v1/exchange/maskinporten";
    assert_eq!(status(platform.get(path)).await, 401);
    assert_eq!(status(platform.get(path).bearer_auth(platform.server_token().await)).await, 401);
    let raw = platform.maskinporten_token("altinn:correspondence.write").await;
    assert_eq!(claims(&raw)["iss"], format!("{}/maskinporten/", platform.url));
    assert_eq!(status(platform.get(path).bearer_auth(raw)).await, 200);
}

#[tokio::test]
async fn paths_are_read_without_regard_to_case_and_unknown_ones_are_404() {
    let platform = Platform::start().await;
    assert_eq!(status(platform.get("/ResourceRegistry/API/v1/Resource/demo-correspondence/")).await, 200);
    assert_eq!(status(platform.get("/Maskinporten/.well-known/oauth-authorization-server")).await, 200);
    assert_eq!(status(platform.get("/resourceregistry/api/v2/resource/demo-correspondence")).await, 404);
    assert_eq!(status(platform.delete("/maskinporten/token")).await, 405);
}
