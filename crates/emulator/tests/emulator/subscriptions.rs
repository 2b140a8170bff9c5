//! Subscriptions: validated first, then served, with retries on the program's clock.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::StatusCode;
use jiff::SignedDuration;
use reqwest::Response;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::publishing::{event, publish};
use crate::support::{ORGANISATION, OWNER, PERSON, Platform, json_of, status};

/// A webhook that answers as told, else 200.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<Value>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    url: String,
}

impl Receiver {
    async fn start(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let receiver = Self { url, answers: Arc::new(Mutex::new(answers.iter().copied().collect())), ..Self::default() };
        let router = Router::new().route("/hook", post(receive)).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn kinds(&self) -> Vec<String> {
        self.got.lock().unwrap().iter().map(|event| event["type"].as_str().unwrap().rsplit('.').next().unwrap().to_owned()).collect()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: http::HeaderMap, body: Bytes) -> StatusCode {
    assert_eq!(headers["content-type"], "application/json; charset=utf-8");
    receiver.got.lock().unwrap().push(serde_json::from_slice(&body).unwrap());
    let answer = receiver.answers.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(answer).unwrap()
}

const SUBSCRIBE: &str = "altinn:events.subscribe";

async fn subscribe(platform: &Platform, token: &str, body: &Value) -> Response {
    platform.post("/events/api/v1/subscriptions").bearer_auth(token).json(body).send().await.unwrap()
}

fn wanted(receiver: &Receiver) -> Value {
    json!({"endPoint": receiver.url, "resourceFilter": "urn:altinn:resource:demo-correspondence"})
}

async fn delivering() -> Platform {
    let platform = Platform::start().await;
    platform.emulator.spawn_deliveries(std::future::pending());
    platform
}

#[tokio::test]
async fn a_validated_subscription_gets_what_it_asked_for() {
    let platform = delivering().await;
    let receiver = Receiver::start(&[]).await;
    let token = platform.enterprise(OWNER, SUBSCRIBE).await;
    let mut body = wanted(&receiver);
    body["typeFilter"] = json!("no.altinn.correspondence.two");
    body["subjectFilter"] = json!(format!("urn:altinn:organization:identifier-no:{OWNER}"));
    let response = subscribe(&platform, &token, &body).await;
    assert_eq!(response.status(), 201);
    let subscription = json_of(response).await;
    assert_eq!((subscription["consumer"].as_str(), subscription["validated"].as_bool()), (Some("/organisation/991825827"), Some(false)));
    assert_eq!(subscription["createdBy"], subscription["consumer"]);
    assert!(subscription["created"].is_string() && subscription["includeSubunits"] == false);
    platform.until("/subscriptions", |seen| seen["subscriptions"][0]["validated"] == true).await;
    let validation = receiver.got.lock().unwrap()[0].clone();
    assert_eq!(validation["type"], "platform.events.validatesubscription");
    assert_eq!(validation["source"], format!("{}/events/api/v1/subscriptions/{}", platform.url, subscription["id"]));

    let server = platform.server_token().await;
    let mut other_subject = event("3", "a", "two");
    other_subject["subject"] = json!("urn:altinn:organization:identifier-no:310000140");
    let mut other_resource = event("4", "a", "two");
    other_resource["resource"] = json!("urn:altinn:resource:bruno-correspondence");
    for published in [event("1", "a", "one"), event("2", "a", "two"), other_subject, other_resource] {
        assert_eq!(publish(&platform, &server, &published).await, 200);
    }
    platform.until("/deliveries", |seen| seen["counts"]["waiting"] == 0 && seen["counts"]["delivered"] == 2).await;
    assert_eq!(receiver.kinds(), ["validatesubscription", "two"]);
    assert_eq!(receiver.got.lock().unwrap()[1], event("2", "a", "two"), "as it was published");
}

#[tokio::test]
async fn a_webhook_that_fails_is_tried_again_at_its_times() {
    let platform = delivering().await;
    let receiver = Receiver::start(&[200, 500, 302, 200]).await;
    let token = platform.enterprise(OWNER, SUBSCRIBE).await;
    assert_eq!(subscribe(&platform, &token, &wanted(&receiver)).await.status(), 201);
    platform.until("/subscriptions", |seen| seen["subscriptions"][0]["validated"] == true).await;
    let server = platform.server_token().await;
    publish(&platform, &server, &event("1", "a", "one")).await;
    let newest = |seen: &Value| (seen["attempts"][0]["attempt"].as_i64(), seen["attempts"][0]["outcome"].as_str().map(str::to_owned));
    let failed = |number: i64| move |seen: &Value| newest(seen) == (Some(number), Some("failed".to_owned()));
    platform.until("/deliveries", failed(1)).await;
    platform.clock.advance(SignedDuration::from_secs(10));
    platform.until("/deliveries", failed(2)).await;
    platform.clock.advance(SignedDuration::from_secs(30));
    platform.until("/deliveries", |seen| newest(seen) == (Some(3), Some("delivered".to_owned()))).await;
    assert_eq!(receiver.kinds(), ["validatesubscription", "one", "one", "one"]);
    platform.emulator.stop().await;
}

#[tokio::test]
async fn a_webhook_that_never_answers_is_given_up_and_stays_unvalidated() {
    let platform = delivering().await;
    let receiver = Receiver::start(&[500; 13]).await;
    let token = platform.enterprise(OWNER, SUBSCRIBE).await;
    assert_eq!(subscribe(&platform, &token, &wanted(&receiver)).await.status(), 201);
    for attempt in 1..=13 {
        let seen = platform.until("/deliveries", |seen| seen["attempts"][0]["attempt"].as_i64() == Some(attempt)).await;
        assert_eq!(seen["attempts"][0]["outcome"], if attempt < 13 { "failed" } else { "given up" });
        platform.clock.advance(SignedDuration::from_hours(12));
    }
    assert_eq!(platform.read_back("/deliveries").await["counts"], json!({"waiting": 0, "delivered": 0, "givenUp": 1}));
    let server = platform.server_token().await;
    publish(&platform, &server, &event("1", "a", "one")).await;
    assert_eq!(platform.read_back("/deliveries").await["counts"]["waiting"], 0, "only validated subscriptions get events");
}

#[tokio::test]
async fn subscriptions_are_checked() {
    let platform = Platform::start().await;
    let receiver = Receiver::start(&[]).await;
    let token = platform.enterprise(OWNER, SUBSCRIBE).await;
    for (member, value, expected) in [
        ("endPoint", json!("http://webhook.example/x"), 400),
        ("endPoint", json!("/relative"), 400),
        ("endPoint", Value::Null, 400),
        ("resourceFilter", Value::Null, 400),
        ("resourceFilter", json!("demo-correspondence"), 400),
        ("resourceFilter", json!("urn:altinn:resource:unknown"), 403),
        ("sourceFilter", json!("https://platform.example/"), 400),
        ("alternativeSubjectFilter", json!("/organisation/991825827"), 400),
        ("includeSubunits", json!(true), 400),
        ("endPoint", json!("https://webhook.example/x"), 201),
    ] {
        let mut body = wanted(&receiver);
        body[member] = value.clone();
        assert_eq!(subscribe(&platform, &token, &body).await.status(), expected, "{member} = {value}");
    }
    let without_scope = platform.enterprise(OWNER, "altinn:correspondence.write").await;
    assert_eq!(subscribe(&platform, &without_scope, &wanted(&receiver)).await.status(), 403);
    let nothing_permitted = platform.enterprise("319900101", SUBSCRIBE).await;
    assert_eq!(subscribe(&platform, &nothing_permitted, &wanted(&receiver)).await.status(), 403);
}

#[tokio::test]
async fn everybody_sees_and_removes_only_his_own() {
    let platform = Platform::start().await;
    let receiver = Receiver::start(&[]).await;
    let query = SUBSCRIBE;
    let tokens = [
        (platform.token(&format!("GetEnterpriseToken?org=ttd&orgNo={OWNER}&scopes={query}")).await, "/org/ttd".to_owned()),
        (platform.enterprise(ORGANISATION, query).await, format!("/organisation/{ORGANISATION}")),
        (
            platform.token(&format!("GetPersonalToken?pid={PERSON}&scopes={query}")).await,
            format!("/user/{}", platform.read_back(&format!("/parties?id={PERSON}")).await["userId"]),
        ),
    ];
    let mut ids = Vec::new();
    for (token, consumer) in &tokens {
        let first = json_of(subscribe(&platform, token, &wanted(&receiver)).await).await;
        assert_eq!(first["consumer"], *consumer);
        let again = subscribe(&platform, token, &wanted(&receiver)).await;
        assert_eq!(json_of(again).await["id"], first["id"], "the same one again");
        ids.push(first["id"].as_i64().unwrap());
    }
    let system_user = platform.token(&format!("GetSystemUserToken?systemUserOrg={ORGANISATION}&scopes={query}")).await;
    let of_system_user = json_of(subscribe(&platform, &system_user, &wanted(&receiver)).await).await;
    assert!(of_system_user["consumer"].as_str().unwrap().starts_with("/systemuser/"));

    let (token, _) = &tokens[0];
    let own = json_of(platform.get("/events/api/v1/subscriptions").bearer_auth(token).send().await.unwrap()).await;
    assert_eq!((own["count"].as_i64(), own["subscriptions"][0]["id"].as_i64()), (Some(1), Some(ids[0])));
    let path = |id: i64| format!("/events/api/v1/subscriptions/{id}");
    assert_eq!(status(platform.get(&path(ids[0])).bearer_auth(token)).await, 200);
    assert_eq!(status(platform.get(&path(ids[1])).bearer_auth(token)).await, 403);
    assert_eq!(status(platform.get(&path(4711)).bearer_auth(token)).await, 404);
    assert_eq!(status(platform.delete(&path(ids[1])).bearer_auth(token)).await, 403);
    assert_eq!(status(platform.delete(&path(ids[0])).bearer_auth(token)).await, 200);
    assert_eq!(status(platform.delete(&path(ids[0])).bearer_auth(token)).await, 404);
}
