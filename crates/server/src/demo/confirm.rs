//! Step: each recipient confirms that they have read. Purging before is refused.

use anyhow::ensure;

use super::call::Call;
use super::story::Story;

/// Number of "confirm first".
const NOT_CONFIRMED: u64 = 1026;

pub(super) async fn letters(story: &mut Story) -> anyhow::Result<()> {
    let server = story.addresses.server.as_str();
    for recipient in &story.recipients {
        let path = recipient.letter_path();
        let early = story.caller.tell(Call::delete(server, format!("{path}/purge")).with_token(&recipient.token)).await?.expect(400)?;
        ensure!(early.json()?["errorCode"] == NOT_CONFIRMED, "the refusal does not carry error {NOT_CONFIRMED}");
        story.caller.tell(Call::post(server, format!("{path}/confirm")).with_token(&recipient.token)).await?.expect(200)?;
        let call = Call::get(server, path).with_token(&recipient.token);
        let status = story.caller.tell_members(call, &["/status", "/statusChanged", "/read"]).await?.expect(200)?.json()?["status"].clone();
        ensure!(status == "Confirmed", "the letter of {} is {status}", recipient.title);
    }
    Ok(())
}
