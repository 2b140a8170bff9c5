//! Outages that a test asks for.

use serde_json::{Value, json};

use crate::publishing::{event, publish};
use crate::support::{Platform, dialog, dialogs, status};

async fn outage(platform: &Platform, body: &Value) -> u16 {
    status(platform.post("/emulator/outage").json(body)).await
}

const RESOURCE: &str = "/resourceregistry/api/v1/resource/demo-correspondence";

#[tokio::test]
async fn an_outage_lasts_for_as_many_calls_as_asked() {
    let platform = Platform::start().await;
    assert_eq!(outage(&platform, &json!({"remote": "resourceregistry", "status": 503, "times": 2, "skip": 1})).await, 201);
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(status(platform.get(RESOURCE)).await);
    }
    assert_eq!(seen, [200, 503, 503, 200, 200]);
}

#[tokio::test]
async fn an_outage_can_be_about_one_route_and_ends_when_told() {
    let platform = Platform::start().await;
    let about_policy = json!({"remote": "resourceregistry", "method": "GET", "path": "/policy", "status": 429, "body": {"a": 1}});
    assert_eq!(outage(&platform, &about_policy).await, 201);
    assert_eq!(status(platform.get(RESOURCE)).await, 200);
    let refused = platform.get(&format!("{RESOURCE}/policy")).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.text().await.unwrap().as_str()), (429, r#"{"a":1}"#));
    let listed = platform.read_back("/outage").await;
    assert_eq!(listed["outages"][0]["outage"]["status"], 429);
    assert_eq!(status(platform.delete(&format!("/emulator/outage/{}", listed["outages"][0]["id"]))).await, 204);
    assert_eq!(status(platform.get(&format!("{RESOURCE}/policy"))).await, 200);
    assert_eq!(outage(&platform, &json!({"remote": "*", "status": 500})).await, 201);
    assert_eq!(status(platform.get(RESOURCE)).await, 500);
    assert_eq!(status(platform.delete("/emulator/outage")).await, 204);
    assert_eq!(status(platform.get(RESOURCE)).await, 200);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_work_done() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    assert_eq!(outage(&platform, &json!({"remote": "dialogporten", "status": 502, "times": 1, "afterWork": true})).await, 201);
    let body = dialog(&platform);
    assert_eq!(status(platform.post(&dialogs("")).bearer_auth(&token).json(&body)).await, 502);
    assert_eq!(status(platform.post(&dialogs("")).bearer_auth(&token).json(&body)).await, 422, "it already exists");
    assert_eq!(outage(&platform, &json!({"remote": "events", "status": 503, "times": 1})).await, 201);
    assert_eq!(publish(&platform, &token, &event("1", "a", "one")).await, 503);
    assert_eq!(platform.read_back("/events").await["published"], 0, "an outage before the work leaves none");
}

#[tokio::test]
async fn senseless_outages_are_refused() {
    let platform = Platform::start().await;
    for body in [
        json!({"remote": "events"}),
        json!({"status": 503}),
        json!({"remote": "events", "status": 42}),
        json!({"remote": "events", "status": 503, "times": 0}),
        json!({"remote": "events", "status": 503, "tmies": 1}),
    ] {
        assert_eq!(outage(&platform, &body).await, 400, "{body}");
    }
}
