//! What must be true when everything is over.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use crate::load::{Outcome, Sent};
use crate::setting::{Server, Setting};

/// A published letter has told of itself twice.
const EVENTS: [&str; 2] = ["no.altinn.correspondence.correspondenceinitialized", "no.altinn.correspondence.correspondencepublished"];

/// Every letter that was promised is there once, and of the others nothing or one whole letter; no letter comes of a refusal. All are
/// published, with one dialog and one event of each type. Gives their ids.
pub(crate) async fn every_letter_once(setting: &Setting, server: &Server, sent: &[Sent]) -> BTreeSet<String> {
    let mut expected = BTreeSet::new();
    for request in sent {
        let found = match &request.outcome {
            Outcome::Created(id) => {
                assert!(expected.insert(id.clone()), "{id} was given twice");
                continue;
            }
            Outcome::Refused | Outcome::Unsure => server.found(&[("sendersReference", &request.reference)]).await,
        };
        let most = usize::from(matches!(request.outcome, Outcome::Unsure));
        assert!(found.len() <= most, "{}: {found:?}", request.reference);
        expected.extend(found);
    }
    all_published_once(setting, server, &expected).await;
    expected
}

/// What tells of files.
const OF_FILES: &str = "no.altinn.correspondence.attachment";

/// The files that were found clean. That was told once of each.
pub(crate) async fn found_clean_once(setting: &Setting) -> BTreeSet<String> {
    let told = event_ids(setting).await;
    let clean = told.iter().filter(|((_, kind), _)| *kind == format!("{OF_FILES}published"));
    let (files, times): (BTreeSet<String>, Vec<usize>) = clean.map(|((file, _), ids)| (file.clone(), ids.len())).unzip();
    assert!(times.iter().all(|times| *times == 1), "a file was found clean several times");
    files
}

/// These letters are all there are; each is published, with one dialog and one event of each type.
pub(crate) async fn all_published_once(setting: &Setting, server: &Server, expected: &BTreeSet<String>) {
    for query in [&[][..], &[("status", "Published")]] {
        let found = server.found(query).await;
        let set: BTreeSet<String> = found.iter().cloned().collect();
        assert_eq!(set.len(), found.len(), "a letter is found twice");
        assert!(set == *expected, "{query:?}: missing {:?}, unexpected {:?}", first(expected, &set), first(&set, expected));
    }
    assert!(server.jobs().await.is_empty(), "{:#?}", server.jobs().await);
    let dialogs = dialogs_by_letter(setting).await;
    let lettered: BTreeSet<String> = dialogs.keys().cloned().collect();
    assert!(lettered == *expected, "dialogs: missing {:?}, unexpected {:?}", first(expected, &lettered), first(&lettered, expected));
    let doubled: Vec<_> = dialogs.iter().filter(|(_, count)| **count != 1).collect();
    assert!(doubled.is_empty(), "letters with several dialogs: {doubled:?}");

    let told = event_ids(setting).await;
    for letter in expected {
        for kind in EVENTS {
            let ids = told.get(&(letter.clone(), kind.to_owned())).map_or(0, HashSet::len);
            assert_eq!(ids, 1, "{letter} {kind}");
        }
    }
    let mut of_letters = told.keys().filter(|(_, kind)| !kind.starts_with(OF_FILES));
    let other = of_letters.find(|(letter, kind)| !expected.contains(letter) || !EVENTS.contains(&kind.as_str()));
    assert_eq!(other, None, "an event that nobody expected");
}

/// Ids under which each event of each letter was published.
pub(crate) async fn event_ids(setting: &Setting) -> BTreeMap<(String, String), HashSet<String>> {
    let mut ids: BTreeMap<_, HashSet<String>> = BTreeMap::new();
    for row in events(setting).await {
        let text = |member: &str| row["event"][member].as_str().unwrap().to_owned();
        ids.entry((text("resourceinstance"), text("type"))).or_default().insert(text("id"));
    }
    ids
}

/// Everything that was published, repetitions included.
pub(crate) async fn events(setting: &Setting) -> Vec<Value> {
    let seen = setting.seen("/emulator/events?limit=100000").await;
    seen["events"].as_array().unwrap().clone()
}

/// How many dialogs each letter has.
async fn dialogs_by_letter(setting: &Setting) -> BTreeMap<String, usize> {
    let seen = setting.seen("/emulator/dialogs?limit=100000").await;
    let mut dialogs = BTreeMap::new();
    for dialog in seen["dialogs"].as_array().unwrap() {
        let label = dialog["serviceOwnerContext"]["serviceOwnerLabels"][0]["value"].as_str().unwrap();
        *dialogs.entry(label.rsplit(':').next().unwrap().to_owned()).or_default() += 1;
    }
    dialogs
}

/// A few of those that only `having` has.
fn first<'a>(having: &'a BTreeSet<String>, other: &'a BTreeSet<String>) -> Vec<&'a String> {
    having.difference(other).take(5).collect()
}
