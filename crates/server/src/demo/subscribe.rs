//! Step: a webhook is subscribed to the events of the resource, and validated by the platform.

use serde_json::json;

use super::call::Call;
use super::cast;
use super::patience::until;
use super::story::Story;

const SUBSCRIPTIONS: &str = "/events/api/v1/subscriptions";

pub(super) async fn to_events(story: &mut Story) -> anyhow::Result<()> {
    let platform = story.addresses.platform.as_str();
    let body = json!({
        "endPoint": story.webhook.address,
        "resourceFilter": format!("urn:altinn:resource:{}", cast::RESOURCE),
    });
    let call = Call::post(platform, SUBSCRIPTIONS).with_token(&story.subscriber).with_body(body);
    let created = story.caller.tell(call).await?.expect(201)?.json()?;
    let path = format!("{SUBSCRIPTIONS}/{}", created["id"]);
    let validated = until("the validation of the subscription", async || {
        let answer = story.caller.ask(Call::get(platform, &path).with_token(&story.subscriber)).await?.expect(200)?;
        Ok((answer.json()?["validated"] == true).then_some(answer))
    })
    .await?;
    eprintln!("   → GET {path}");
    validated.tell();
    Ok(())
}
