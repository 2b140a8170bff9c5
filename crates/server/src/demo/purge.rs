//! Step: each recipient removes their letter for good.

use super::call::Call;
use super::story::Story;

pub(super) async fn letters(story: &mut Story) -> anyhow::Result<()> {
    let server = story.addresses.server.as_str();
    for recipient in &story.recipients {
        let path = recipient.letter_path();
        story.caller.tell(Call::delete(server, format!("{path}/purge")).with_token(&recipient.token)).await?.expect(200)?;
        story.caller.tell(Call::get(server, path).with_token(&recipient.token)).await?.expect(404)?;
    }
    Ok(())
}
