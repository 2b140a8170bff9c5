//! Step: each recipient lists the letters that wait for them.

use anyhow::ensure;

use super::call::Call;
use super::cast;
use super::story::{API, Story};

pub(super) async fn by_recipient(story: &mut Story) -> anyhow::Result<()> {
    for recipient in &story.recipients {
        // A person's token names no organisation, so it has to say whose letters it asks for.
        let path =
            format!("{API}/correspondence?resourceId={}&role=recipient&status=Published&onBehalfOf={}", cast::RESOURCE, recipient.urn);
        let call = Call::get(&story.addresses.server, path).with_token(&recipient.token);
        let found = story.caller.tell(call).await?.expect(200)?.json()?;
        let is_there = found["ids"].as_array().is_some_and(|ids| ids.iter().any(|id| *id == recipient.letter));
        ensure!(is_there, "{} does not find the letter {}", recipient.title, recipient.letter);
    }
    Ok(())
}
