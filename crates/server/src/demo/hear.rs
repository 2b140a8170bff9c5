//! Step: every event of both letters has come to the webhook, once.

use anyhow::ensure;

use super::patience::until;
use super::story::Story;
use super::webhook::PREFIX;

const EXPECTED: [&str; 5] = [
    "correspondenceinitialized",
    "correspondencepublished",
    "correspondencereceiverread",
    "correspondencereceiverconfirmed",
    "correspondencepurged",
];

pub(super) async fn all_events(story: &mut Story) -> anyhow::Result<()> {
    for recipient in &story.recipients {
        let heard = until("the arrival of all events", async || {
            let names = names(story, &recipient.letter);
            Ok(EXPECTED.iter().all(|name| names.iter().any(|heard| heard == name)).then_some(names))
        })
        .await?;
        eprintln!("   ⇐ webhook, letter to {}: {}", recipient.title, heard.join(", "));
        ensure!(heard.len() == EXPECTED.len(), "an event came more than once, or one that should not come");
    }
    Ok(())
}

fn names(story: &Story, letter: &str) -> Vec<String> {
    let of_letter = story.webhook.events().into_iter().filter(|event| event["resourceinstance"] == letter);
    of_letter.filter_map(|event| event["type"].as_str()?.strip_prefix(PREFIX).map(str::to_owned)).collect()
}
