//! Logging in at the platform's provider, as a browser and its server do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use crate::support::{ORGANISATION, PERSON, Platform};

const BACK: &str = "https://brev.example.no/callback";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters";

/// The query of a browser that arrives, changed as a test likes it.
fn query(platform: &Platform, changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let client = platform.emulator.client_credentials().login_client_id;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let usual = [
        ("client_id", client.as_str()),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("nonce", "n-1"),
        ("state", "s \"1"),
    ];
    let kept = usual.into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let added = changes.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    kept.chain(added).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

async fn authorize(platform: &Platform, changes: &[(&str, Option<&str>)]) -> reqwest::Response {
    let browser = reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
    let address = format!("{}/authentication/api/v1/authorize", platform.url);
    browser.get(address).query(&query(platform, changes)).send().await.unwrap()
}

/// Where a browser is sent back to with a code.
async fn back(platform: &Platform, person: &str) -> Url {
    let answer = authorize(platform, &[("person", Some(person))]).await;
    assert_eq!(answer.status(), 302);
    Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
}

async fn code(platform: &Platform, person: &str) -> String {
    let back = back(platform, person).await;
    back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
}

async fn redeem(platform: &Platform, code: &str, changes: &[(&str, &str)]) -> (u16, Value) {
    let credentials = platform.emulator.client_credentials();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
        ("client_id", &credentials.login_client_id),
        ("client_secret", &credentials.login_client_secret),
    ];
    for (name, value) in changes {
        form.retain(|(given, _)| given != name);
        form.push((name, value));
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let call = platform.post("/authentication/api/v1/token").header("content-type", "application/x-www-form-urlencoded");
    let answer = call.body(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

fn claims(token: &Value) -> Value {
    let payload = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn a_person_logs_in() {
    let platform = Platform::start().await;
    let address = back(&platform, PERSON).await;
    assert!(address.as_str().starts_with(BACK));
    assert!(address.query_pairs().any(|(name, value)| name == "state" && value == "s \"1"));
    let code = address.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let (status, body) = redeem(&platform, &code, &[]).await;
    assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));

    let (access, id) = (claims(&body["access_token"]), claims(&body["id_token"]));
    let issuer = format!("{}/authentication/api/v1/openid/", platform.url);
    assert_eq!((&access["iss"], &id["iss"]), (&json!(issuer), &json!(issuer)));
    assert_eq!((&access["pid"], &access["scope"]), (&json!(PERSON), &json!("openid profile altinn:portal/enduser")));
    assert_eq!((&id["aud"], &id["nonce"]), (&json!("emulated-login"), &json!("n-1")));
    assert_eq!(id["sub"], access["sub"]);
    assert_eq!(access["exp"].as_i64().unwrap() - access["iat"].as_i64().unwrap(), 600);

    let user_info = platform.get("/authentication/api/v1/userinfo").bearer_auth(body["access_token"].as_str().unwrap());
    let told: Value = user_info.send().await.unwrap().json().await.unwrap();
    assert_eq!(told, json!({"sub": id["sub"], "pid": PERSON}));
    assert_eq!(platform.get("/authentication/api/v1/userinfo").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_code_is_redeemed_once_by_whom_it_was_given_to() {
    let platform = Platform::start().await;
    for (name, value, status, error) in [
        ("client_secret", "x", 401, "invalid_client"),
        ("client_id", "x", 401, "invalid_client"),
        ("grant_type", "x", 400, "unsupported_grant_type"),
        ("code", "x", 400, "invalid_grant"),
        ("code_verifier", "x", 400, "invalid_grant"),
        ("redirect_uri", "https://elsewhere.example", 400, "invalid_grant"),
    ] {
        let code = code(&platform, PERSON).await;
        assert_eq!(redeem(&platform, &code, &[(name, value)]).await, (status, json!({"error": error})), "{name}");
    }
    let code = code(&platform, PERSON).await;
    assert_eq!(redeem(&platform, &code, &[]).await.0, 200);
    assert_eq!(redeem(&platform, &code, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_browser_that_comes_with_a_mistake_is_not_sent_back() {
    let platform = Platform::start().await;
    for (name, value) in [
        ("client_id", Some("x")),
        ("redirect_uri", None),
        ("redirect_uri", Some("javascript:alert(1)")),
        ("response_type", Some("token")),
        ("scope", Some("profile")),
        ("code_challenge", None),
        ("code_challenge_method", Some("plain")),
        ("person", Some("nobody")),
    ] {
        assert_eq!(authorize(&platform, &[(name, value)]).await.status(), 400, "{name} {value:?}");
    }
    let cancelled = authorize(&platform, &[("cancel", Some("1"))]).await;
    assert!(cancelled.headers()["location"].to_str().unwrap().contains("error=access_denied"));
}

#[tokio::test]
async fn the_page_asks_who_it_is() {
    let platform = Platform::start().await;
    let page = authorize(&platform, &[]).await;
    assert_eq!(page.status(), 200);
    assert!(page.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    let text = page.text().await.unwrap();
    assert!(text.contains(r#"name="person""#) && text.contains(r#"name="state" value="s &quot;1""#), "{text}");
    assert!(text.contains(r#"<option value="01819090285">"#), "{text}");
}

/// Organisations are acted for by their managing director, and people without a number have an address.
#[tokio::test]
async fn others_than_persons_log_in_too() {
    let platform = Platform::start().await;
    let code_of_leader = code(&platform, ORGANISATION).await;
    let leader = claims(&redeem(&platform, &code_of_leader, &[]).await.1["access_token"]);
    assert_eq!(leader["pid"].as_str().unwrap().len(), 11);
    let code_of_user = code(&platform, "kari.test@example.org").await;
    let user = claims(&redeem(&platform, &code_of_user, &[]).await.1["access_token"]);
    assert_eq!((&user["email"], &user["urn:altinn:authlevel"]), (&json!("kari.test@example.org"), &json!(0)));
    assert!(user.get("pid").is_none());
}
