//! Step: each recipient opens their letter. Nobody else can.

use anyhow::ensure;

use super::call::Call;
use super::story::Story;

pub(super) async fn overview_and_content(story: &mut Story) -> anyhow::Result<()> {
    let server = story.addresses.server.as_str();
    let [organisation, person] = &story.recipients;
    story.caller.tell(Call::get(server, person.letter_path()).with_token(&organisation.token)).await?.expect(401)?;
    for recipient in &story.recipients {
        let overview =
            story.caller.tell(Call::get(server, recipient.letter_path()).with_token(&recipient.token)).await?.expect(200)?.json()?;
        ensure!(overview["content"]["messageTitle"] == "Vedtak i sak 417", "{} does not see the title", recipient.title);
        let call = Call::get(server, format!("{}/content", recipient.letter_path())).with_token(&recipient.token);
        let content = story.caller.tell(call).await?.expect(200)?;
        ensure!(content.text.contains("**innvilget**"), "{} does not see the text", recipient.title);
        ensure!(!content.text.contains("{{"), "the name of {} was not filled in", recipient.title);
    }
    Ok(())
}
