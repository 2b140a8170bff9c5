//! Step: tokens of the test-token generator. Against the real platform they come from Maskinporten and ID-porten.

use anyhow::ensure;

use super::call::Call;
use super::cast;
use super::story::Story;

const WRITE: &str = "altinn:serviceowner%20altinn:correspondence.write";
const READ: &str = "altinn:correspondence.read";

pub(super) async fn fetch(story: &mut Story) -> anyhow::Result<()> {
    let of_organisation =
        |number: &str, scopes: &str, more: &str| format!("/testtools/api/GetEnterpriseToken?orgNo={number}&scopes={scopes}{more}");
    let owner = format!("&org={}", cast::SENDER_CODE);
    story.sender = fetch_one(story, "the sender", &of_organisation(cast::SENDER, WRITE, &owner)).await?;
    story.subscriber =
        fetch_one(story, "the sender, for events", &of_organisation(cast::SENDER, "altinn:events.subscribe%20altinn:serviceowner", &owner))
            .await?;
    story.outsider = fetch_one(story, "a stranger", &of_organisation(cast::OUTSIDER, "altinn:correspondence.write", "")).await?;
    story.recipients[0].token = fetch_one(story, "the organisation", &of_organisation(cast::ORGANISATION, READ, "")).await?;
    let of_person = format!("/testtools/api/GetPersonalToken?pid={}&scopes={READ}", cast::PERSON);
    story.recipients[1].token = fetch_one(story, "the person", &of_person).await?;
    Ok(())
}

async fn fetch_one(story: &Story, whose: &str, path: &str) -> anyhow::Result<String> {
    let answer = story.caller.ask(Call::get(&story.addresses.platform, path)).await?.expect(200)?;
    let token = answer.text.trim().to_owned();
    ensure!(token.split('.').count() == 3, "no token for {whose}: {token}");
    eprintln!("   → GET {path}\n   ← 200 {}… ({whose})", token.chars().take(24).collect::<String>());
    Ok(token)
}
