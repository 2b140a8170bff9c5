//! Step: the first request once more, as a sender does who saw no answer. The refusal names the letter that exists.

use anyhow::{Context, ensure};

use super::call::Call;
use super::story::{API, Story};

/// Number of "this key was used".
const KEY_USED: u64 = 1034;

pub(super) async fn the_same_key(story: &mut Story) -> anyhow::Result<()> {
    let body = story.guarded.clone().context("no letter was sent")?;
    let call = Call::post(&story.addresses.server, format!("{API}/correspondence")).with_token(&story.sender).with_body(body);
    let problem = story.caller.tell(call).await?.expect(409)?.json()?;
    ensure!(problem["errorCode"] == KEY_USED, "the refusal does not carry error {KEY_USED}");
    let existing = &story.recipients[0].letter;
    ensure!(problem["correspondenceId"] == existing.as_str(), "the refusal does not name the letter {existing}");
    Ok(())
}
