//! The main job played once through the public API, told step by step on stderr: a public body sends a letter to an organisation and one
//! to a person, they read, confirm and purge, and a system of the sender's hears of all of it.
//!
//! The story is a client like any other: it knows addresses, never the program behind them. It writes nothing to stdout.

mod call;
mod cast;
mod confirm;
mod find;
mod hear;
mod history;
mod key;
mod patience;
mod publish;
mod purge;
mod read;
mod refused;
mod repeat;
mod send;
mod story;
mod subscribe;
mod tokens;
mod webhook;

use std::pin::Pin;

use story::Story;

/// Where the story's two counterparts are reached, without slashes at the end. In `dev` they are one.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// The Correspondence API.
    pub(crate) server: String,
    /// The local Altinn.
    pub(crate) platform: String,
}

type Step = for<'a> fn(&'a mut Story) -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + 'a>>;

const STEPS: [(&str, Step); 13] = [
    ("The API subscription key is a header on every call", |story| Box::pin(key::show(story))),
    ("Sender and recipients get tokens with their scopes", |story| Box::pin(tokens::fetch(story))),
    ("Without access to the resource nothing is sent", |story| Box::pin(refused::try_without_rights(story))),
    ("A system of the sender's subscribes to events", |story| Box::pin(subscribe::to_events(story))),
    ("The sender writes to an organisation and to a person", |story| Box::pin(send::two_letters(story))),
    ("The same idempotency key again changes nothing", |story| Box::pin(repeat::the_same_key(story))),
    ("The letters are published", |story| Box::pin(publish::wait(story))),
    ("The recipients find them", |story| Box::pin(find::by_recipient(story))),
    ("The recipients read them", |story| Box::pin(read::overview_and_content(story))),
    ("The recipients confirm", |story| Box::pin(confirm::letters(story))),
    ("The recipients purge them", |story| Box::pin(purge::letters(story))),
    ("The sender sees what happened", |story| Box::pin(history::of_sender(story))),
    ("The sender's system has heard of every step", |story| Box::pin(hear::all_events(story))),
];

/// Plays the story and tells whether every step went as it must.
pub(crate) async fn play(addresses: Addresses) -> bool {
    eprintln!("\nThe main job of Correspondence, through its public API at {}", addresses.server);
    let mut story = match Story::begin(addresses).await {
        Ok(story) => story,
        Err(error) => {
            eprintln!("the story cannot begin: {error:#}");
            return false;
        }
    };
    for (number, (title, step)) in STEPS.iter().enumerate() {
        eprintln!("\n{}. {title}", number + 1);
        if let Err(error) = step(&mut story).await {
            eprintln!("   ✗ {error:#}\n\nThe story ended at step {} of {}.", number + 1, STEPS.len());
            return false;
        }
    }
    eprintln!("\nAll {} steps went as they must: {}.\n", STEPS.len(), story.summary());
    true
}
