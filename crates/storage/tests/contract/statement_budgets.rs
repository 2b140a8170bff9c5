//! How many statements the work of an endpoint takes (design §3.12); `statement_budgets.txt` is the record.

use std::fmt::Write;
use std::future::Future;

use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::identifiers::{DialogId, IdempotentKey};
use correspondence_domain::time::Timestamp;
use correspondence_storage::{LetterSearch, SearchSide, Storage, count_statements};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;

use crate::support::{at, content, history, id, letter, party, resource, sender, uuid};

async fn create(storage: &Storage, letters: u64) {
    let new: Vec<_> = (1..=letters)
        .map(|number| letter(letters * 1000 + number))
        .map(|mut letter| {
            letter.content.0 = uuid(letters);
            letter
        })
        .collect();
    let entries: Vec<_> = new
        .iter()
        .flat_map(|letter| [CorrespondenceStatus::Initialized, CorrespondenceStatus::ReadyForPublish].map(|status| (letter.id, status)))
        .zip(1..)
        .map(|((letter, status), number)| history(number, letter, status, at(0)))
        .collect();
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_key(IdempotentKey(uuid(letters)), new[0].id).await.unwrap();
    transaction.insert_content(&content(letters)).await.unwrap();
    transaction.insert_letters(&new).await.unwrap();
    transaction.append_history(&entries).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn look(storage: &Storage, letter: u64) {
    storage.letter_and_content(id(letter)).await.unwrap().unwrap();
    let mut transaction = storage.begin().await.unwrap();
    transaction.record_fetch(id(letter), party(1), at(3), Some(SignedDuration::from_secs(15))).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn publish_batch(storage: &Storage, letters: u64) {
    let ids: Vec<_> = (1..=64).map(|number| id(letters * 1000 + number)).collect();
    storage.letters_and_contents(&ids).await.unwrap();
    let mut transaction = storage.begin().await.unwrap();
    let published = transaction.publish(&ids, at(2)).await.unwrap();
    let entries: Vec<_> = published
        .iter()
        .zip(5_000..)
        .map(|(published, number)| history(number, published.id, CorrespondenceStatus::Published, at(2)))
        .collect();
    transaction.append_history(&entries).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn link_batch(storage: &Storage, letters: u64) {
    let links: Vec<_> = (1..=64).map(|number| id(letters * 1000 + number)).map(|id| (id, DialogId(id.0))).collect();
    let mut transaction = storage.begin().await.unwrap();
    transaction.link_dialogs(&links).await.unwrap();
    transaction.commit().await.unwrap();
}

async fn search(storage: &Storage) {
    let search = LetterSearch {
        side: SearchSide::Sender(sender()),
        resource: Some(resource()),
        published_after: Timestamp::MIN,
        published_before: Timestamp::MAX,
        status: None,
        senders_reference: None,
        before: None,
        limit: 1000,
    };
    assert_eq!(storage.search(&search).await.unwrap().len(), 501);
}

async fn record(report: &mut String, what: &str, work: impl Future<Output = ()>) {
    let ((), count) = count_statements(work).await;
    writeln!(report, "{what}: {count}").unwrap();
}

db_test! {
    async fn the_work_of_an_endpoint_takes_as_many_statements_as_recorded(database) {
        let storage = database.storage().await;
        let mut report = String::new();
        record(&mut report, "create 1 letter, jobs aside", Box::pin(create(&storage, 1))).await;
        record(&mut report, "create 500 letters, jobs aside", Box::pin(create(&storage, 500))).await;
        record(&mut report, "publish a batch of 64", Box::pin(publish_batch(&storage, 500))).await;
        record(&mut report, "link the dialogs of a batch of 64", Box::pin(link_batch(&storage, 500))).await;
        record(&mut report, "overview", Box::pin(look(&storage, 1_001))).await;
        record(&mut report, "search", Box::pin(search(&storage))).await;
        assert_eq!(report, include_str!("statement_budgets.txt"));
    }
}
