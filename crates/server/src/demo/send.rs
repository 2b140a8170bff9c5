//! Step: two letters, each accepted with one call. The first is guarded by an idempotency key.

use anyhow::Context;
use serde_json::{Value, json};

use super::call::Call;
use super::cast;
use super::story::{API, Story};

/// When the letters have to be confirmed: late enough for every clock that the story may meet, for `dev` lets people move it.
const DUE: &str = "2099-06-30T12:00:00+02:00";

/// A request to send one letter.
pub(super) fn request(recipient: &str, key: Option<&str>) -> Value {
    json!({
        "correspondence": {
            "resourceId": cast::RESOURCE,
            "sendersReference": "SAK-2026-417",
            "messageSender": "Fjord kommune",
            "isConfirmationNeeded": true,
            "dueDateTime": DUE,
            "content": {
                "language": "nb",
                "messageTitle": "Vedtak i sak 417",
                "messageSummary": "Vi har behandlet saken din.",
                "messageBody": "Hei {{recipientName}}.\n\nVedtaket er **innvilget**.",
                "attachments": [],
            },
        },
        "recipients": [recipient],
        "idempotentKey": key,
    })
}

pub(super) async fn two_letters(story: &mut Story) -> anyhow::Result<()> {
    // Fresh in every run; a real sender derives it from its own case.
    let key = uuid_of_this_run(story);
    for place in 0..story.recipients.len() {
        let guard = (place == 0).then_some(key.as_str());
        let body = request(&story.recipients[place].urn, guard);
        let call = Call::post(&story.addresses.server, format!("{API}/correspondence")).with_token(&story.sender).with_body(body.clone());
        let reply = story.caller.tell(call).await?.expect(200)?.json()?;
        let id = reply["correspondences"][0]["correspondenceId"].as_str().context("the reply names no letter")?;
        id.clone_into(&mut story.recipients[place].letter);
        if guard.is_some() {
            story.guarded = Some(body);
        }
    }
    Ok(())
}

/// The webhook's port and the tokens differ between runs; a key made of them does too.
fn uuid_of_this_run(story: &Story) -> String {
    let seed = format!("{} {}", story.webhook.address, story.sender);
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, seed.as_bytes()).to_string()
}
