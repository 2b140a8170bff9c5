//! Step: the history stays with the sender after the letter is gone.

use anyhow::ensure;

use super::call::Call;
use super::story::Story;

const EXPECTED: [&str; 6] = ["Initialized", "ReadyForPublish", "Published", "Fetched", "Read", "Confirmed"];

pub(super) async fn of_sender(story: &mut Story) -> anyhow::Result<()> {
    for recipient in &story.recipients {
        let path = format!("{}/details", recipient.letter_path());
        let call = Call::get(&story.addresses.server, path).with_token(&story.sender);
        let details = story.caller.ask(call).await?.expect(200)?.json()?;
        let names: Vec<&str> = details["statusHistory"].as_array().into_iter().flatten().filter_map(|row| row["status"].as_str()).collect();
        eprintln!("   → GET {}/details\n   ← 200 {}", recipient.letter_path(), names.join(" → "));
        let missing: Vec<&str> = EXPECTED.into_iter().filter(|name| !names.contains(name)).collect();
        ensure!(missing.is_empty(), "the history lacks {}", missing.join(", "));
    }
    Ok(())
}
