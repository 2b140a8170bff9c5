//! Step: the subscription key of the API portal goes along as a header.

use super::call::Call;
use super::cast;
use super::story::Story;

pub(super) async fn show(story: &mut Story) -> anyhow::Result<()> {
    eprintln!("   Ocp-Apim-Subscription-Key: {}", cast::SUBSCRIPTION_KEY);
    story.caller.tell(Call::get(&story.addresses.server, "/health")).await?.expect(200)?;
    Ok(())
}
