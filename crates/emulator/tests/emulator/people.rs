//! What people and tests look at: the page, counts, the clock, messages.

use correspondence_domain::time::Timestamp;
use correspondence_emulator::{Emulator, magic_parties};
use serde_json::json;

use crate::support::{OWNER, Platform, json_of, status};

#[tokio::test]
async fn calls_are_counted_by_route_and_answer() {
    let platform = Platform::start().await;
    let token = platform.maskinporten_token("krr:global/kontaktinformasjon.read").await;
    for id in ["demo-correspondence", "bruno-correspondence", "nothing"] {
        let call = platform.get(&format!("/resourceregistry/api/v1/resource/{id}")).header("traceparent", "00-1-2-01");
        call.send().await.unwrap();
    }
    let ask = platform.post("/kontaktregisteret/rest/v2/personer").bearer_auth(token);
    ask.json(&json!({"personidentifikatorer": ["01898790041"]})).send().await.unwrap();
    let seen = platform.read_back("/requests?remote=resourceregistry").await;
    assert_eq!(seen["total"], 3);
    assert_eq!(seen["counts"][0]["route"], "/resourceregistry/api/v1/resource/{id}");
    assert_eq!(seen["counts"][0]["statuses"], json!({"200": 2, "404": 1}));
    assert_eq!(seen["latest"][0]["path"], "/resourceregistry/api/v1/resource/nothing");
    assert_eq!((seen["latest"][0]["status"].as_i64(), seen["latest"][0]["traceparent"].as_str()), (Some(404), Some("00-1-2-01")));
    assert_eq!(platform.read_back("/requests?remote=maskinporten").await["total"], 1);
    let contact = platform.read_back("/requests?remote=kontaktregisteret").await;
    assert_eq!(contact["latest"][0]["body"], r#"{"personidentifikatorer":["01898790041"]}"#);
    assert_eq!(status(platform.delete("/emulator/requests")).await, 204);
    assert_eq!(platform.read_back("/requests").await["total"], 0);
}

#[tokio::test]
async fn the_page_and_its_parts_are_served() {
    let platform = Platform::start().await;
    for (path, content_type) in [("/", "text/html"), ("/emulator/page.js", "text/javascript"), ("/emulator/page.css", "text/css")] {
        let response = platform.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert!(response.headers()["content-type"].to_str().unwrap().starts_with(content_type), "{path}");
        assert!(response.text().await.unwrap().len() > 500, "{path}");
    }
    let overview = json_of(platform.get("/emulator").send().await.unwrap()).await;
    assert_eq!(overview["gateway"], platform.url);
    assert_eq!(overview["magicParties"].as_array().unwrap().len(), magic_parties().len());
    assert!(
        overview["resources"]
            .as_array()
            .unwrap()
            .iter()
            .any(|resource| resource["id"] == "demo-correspondence" && resource["owner"] == OWNER)
    );
}

#[tokio::test]
async fn the_clock_is_moved_forward_only() {
    let platform = Platform::start().await;
    let now = |value: &serde_json::Value| Timestamp::parse(value["now"].as_str().unwrap()).unwrap();
    let before = now(&platform.read_back("/clock").await);
    let moved = json_of(platform.post("/emulator/clock").json(&json!({"advance": "P1DT1H"})).send().await.unwrap()).await;
    assert!(now(&moved).since(before).as_hours() >= 25);
    let set = json_of(platform.post("/emulator/clock").json(&json!({"set": "2100-01-01T00:00:00Z"})).send().await.unwrap()).await;
    assert!(set["now"].as_str().unwrap().starts_with("2100-01-01T00:00:00"));
    for body in [json!({"set": "2000-01-01T00:00:00Z"}), json!({"advance": "-PT1H"}), json!({"advance": "soon"}), json!({})] {
        assert_eq!(status(platform.post("/emulator/clock").json(&body)).await, 400, "{body}");
    }
    assert!(platform.read_back("").await["now"].as_str().unwrap().starts_with("2100"));
    // Tokens go by real time.
    let token = platform.maskinporten_token("a").await;
    assert_eq!(status(platform.get("/authentication/api/v1/exchange/maskinporten").bearer_auth(token)).await, 200);
}

#[tokio::test]
async fn chat_messages_are_kept() {
    let platform = Platform::start().await;
    let sent =
        platform.post("/slack/services/T1/B2/x").json(&json!({"text": "Brevet kunne ikke publiseres", "channel": "#drift"})).send().await;
    assert_eq!(sent.unwrap().text().await.unwrap(), "ok");
    assert_eq!(status(platform.post("/slack/services/x").json(&json!({"text": ""}))).await, 400);
    let seen = platform.read_back("/messages").await;
    assert_eq!(seen["messages"][0]["text"], "Brevet kunne ikke publiseres");
}

#[test]
fn the_platform_knows_its_paths() {
    for path in ["/", "/Register/api", "/maskinporten/token", "/emulator", "/slack"] {
        assert!(Emulator::serves(path), "{path}");
    }
    for path in ["/correspondence/api/v1/correspondence", "/health", "/metrics", "/testing/clock", "/notifications/api"] {
        assert!(!Emulator::serves(path), "{path}");
    }
}
