//! Step: the service creates a dialog in the recipient's inbox and publishes, in the background.

use anyhow::bail;

use super::call::Call;
use super::patience::until;
use super::story::Story;

pub(super) async fn wait(story: &mut Story) -> anyhow::Result<()> {
    for recipient in &story.recipients {
        let path = recipient.letter_path();
        let published = until("the publishing of a letter", async || {
            let call = Call::get(&story.addresses.server, &path).with_token(&story.sender);
            let answer = story.caller.ask(call).await?.expect(200)?;
            match answer.json()?["status"].as_str() {
                Some("Published") => Ok(Some(answer)),
                Some("Failed") => bail!("the letter failed: {}", answer.text),
                _ => Ok(None),
            }
        })
        .await?;
        eprintln!("   → GET {path}");
        published.tell_members(&["/recipient", "/status", "/published", "/externalReferences"]);
    }
    Ok(())
}
