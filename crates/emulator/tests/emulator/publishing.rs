//! Published events: what is taken, what is refused, and how they are read back.

use serde_json::{Value, json};

use crate::support::{ORGANISATION, OWNER, Platform, status};

pub(crate) fn event(id: &str, item: &str, kind: &str) -> Value {
    json!({
        "specversion": "1.0", "id": id, "type": format!("no.altinn.correspondence.{kind}"), "time": "2026-01-15T10:11:12.123456+00:00",
        "resource": "urn:altinn:resource:demo-correspondence", "resourceinstance": item,
        "subject": format!("urn:altinn:organization:identifier-no:{OWNER}"), "alternativesubject": format!("/organisation/{OWNER}"),
        "source": "https://platform.example/correspondence/api/v1/correspondence", "data": null,
    })
}

pub(crate) async fn publish(platform: &Platform, token: &str, event: &Value) -> u16 {
    let call = platform.post("/events/api/v1/events").bearer_auth(token).header("content-type", "application/cloudevents+json");
    status(call.body(event.to_string())).await
}

#[tokio::test]
async fn events_are_kept_in_order_with_every_repetition() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    for (id, item, kind) in [("1", "a", "one"), ("2", "b", "one"), ("3", "a", "two"), ("3", "a", "two")] {
        assert_eq!(publish(&platform, &token, &event(id, item, kind)).await, 200);
    }
    let ids = |answer: Value| -> Vec<String> {
        answer["events"].as_array().unwrap().iter().map(|row| row["event"]["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(platform.read_back("/events").await), ["1", "2", "3", "3"]);
    assert_eq!(ids(platform.read_back("/events?item=a").await), ["1", "3", "3"]);
    assert_eq!(ids(platform.read_back("/events?type=one").await), ["1", "2"]);
    assert_eq!(ids(platform.read_back("/events?since=2&limit=1").await), ["3"]);
    assert_eq!(ids(platform.read_back("/events?newest=true&limit=2").await), ["3", "3"]);
    let first = platform.read_back("/events?limit=1").await["events"][0]["event"].clone();
    assert_eq!(first, event("1", "a", "one"));
}

#[tokio::test]
async fn malformed_events_are_refused() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    for (member, value) in [
        ("specversion", json!("0.3")),
        ("id", json!("")),
        ("type", Value::Null),
        ("source", json!("/relative")),
        ("resource", Value::Null),
        ("resource", json!("demo-correspondence")),
        ("time", json!("yesterday")),
        ("resourceInstance", json!("x")),
    ] {
        let mut event = event("1", "a", "one");
        event[member] = value.clone();
        assert_eq!(publish(&platform, &token, &event).await, 400, "{member} = {value}");
    }
    let as_json = platform.post("/events/api/v1/events").bearer_auth(&token).json(&event("1", "a", "one"));
    assert_eq!(status(as_json).await, 415);
    assert_eq!(platform.read_back("/events").await["events"], json!([]));
}

#[tokio::test]
async fn without_the_administrators_scope_only_the_owner_publishes() {
    let platform = Platform::start().await;
    for (number, expected) in [(OWNER, 200), (ORGANISATION, 403)] {
        let token = platform.enterprise(number, "altinn:events.publish").await;
        assert_eq!(publish(&platform, &token, &event("1", "a", "one")).await, expected, "{number}");
    }
}
