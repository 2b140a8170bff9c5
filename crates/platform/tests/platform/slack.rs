//! The operators' chat.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{World, header, status};

const WEBHOOK: &str = "POST /slack/webhook";

/// A message is sent in the background: waits for it.
async fn arrived(world: &World) {
    let begun = Instant::now();
    while world.count(WEBHOOK).await == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "no message arrived");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_message_goes_over_the_wire_without_a_token() {
    let world = World::start().await;
    world.on(WEBHOOK, [status(200)]);
    world.platform.slack.tell("Correspondence 1 could not be published".to_owned());
    arrived(&world).await;
    let call = world.calls(WEBHOOK).await.remove(0);
    assert_eq!(header(&call, "authorization"), None);
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&call.body).unwrap(),
        json!({"text": "Correspondence 1 could not be published", "replace_original": false, "delete_original": false, "mrkdwn": true,
               "link_names": false, "parse": "none"})
    );
}

#[tokio::test]
async fn a_chat_that_refuses_changes_nothing() {
    let world = World::start().await;
    world.on(WEBHOOK, [status(404)]);
    world.platform.slack.tell("Correspondence 1 could not be published".to_owned());
    arrived(&world).await;
    assert_eq!(world.count(WEBHOOK).await, 1, "a refusal is not tried again");
}
