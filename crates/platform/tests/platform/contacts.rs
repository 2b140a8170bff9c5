//! The contact and reservation register.

use std::collections::HashSet;
use std::time::Duration;

use correspondence_domain::party::PersonNumber;
use serde_json::json;

use crate::support::{World, ok, status};

const PERSONS: &str = "POST /krr/rest/v2/personer";

fn persons() -> [PersonNumber; 2] {
    ["01898790041", "15838510075"].map(|number| PersonNumber::parse(number).unwrap())
}

#[tokio::test]
async fn only_a_plain_yes_is_a_reservation() {
    let world = World::start().await;
    let rows = json!({"personer": [
        {"personidentifikator": "01898790041", "reservasjon": "JA", "status": "AKTIV"},
        {"personidentifikator": "15838510075", "reservasjon": "NEI", "status": "AKTIV"}]});
    world.on(PERSONS, [ok(&rows)]);
    let reserved = world.platform.contacts.reserved(&persons()).await.unwrap();
    assert_eq!(reserved, HashSet::from([persons()[0].clone()]));
    assert_eq!(world.only_body(PERSONS).await, json!({"personidentifikatorer": ["01898790041", "15838510075"]}));
}

#[tokio::test]
async fn nobody_is_asked_about_nobody() {
    let world = World::start().await;
    assert!(world.platform.contacts.reserved(&[]).await.unwrap().is_empty());
    assert_eq!(world.count(PERSONS).await, 0);
}

#[tokio::test]
async fn no_usable_answer_is_an_error() {
    for answer in [status(400), status(200), ok(&json!({})), ok(&json!({"personer": null})), ok(&json!(null))] {
        let world = World::start().await;
        world.on(PERSONS, [answer]);
        let error = world.platform.contacts.reserved(&persons()).await.unwrap_err();
        assert!(!error.to_string().contains("0189"), "{error}");
    }
}

#[tokio::test]
async fn two_seconds_are_waited_at_most() {
    let world = World::start().await;
    world.on(PERSONS, [ok(&json!({"personer": []})).set_delay(Duration::from_secs(30))]);
    assert!(world.platform.contacts.reserved(&persons()).await.unwrap_err().is_timeout());
}
