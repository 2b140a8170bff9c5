//! Step: who has no access to the resource is refused, and learns why.

use anyhow::ensure;

use super::call::Call;
use super::send::request;
use super::story::{API, Story};

/// Number of "no access to the resource".
const NO_ACCESS: u64 = 4001;

pub(super) async fn try_without_rights(story: &mut Story) -> anyhow::Result<()> {
    let body = request(&story.recipients[0].urn, None);
    let call = Call::post(&story.addresses.server, format!("{API}/correspondence")).with_token(&story.outsider).with_body(body);
    let problem = story.caller.tell(call).await?.expect(401)?.json()?;
    ensure!(problem["errorCode"] == NO_ACCESS, "the refusal does not carry error {NO_ACCESS}");
    Ok(())
}
