//! PostgreSQL alone: poolers in transaction mode, broken connections.

use std::time::Duration;

use correspondence_domain::correspondence::PurgedBy;
use correspondence_storage::Storage;
use correspondence_testkit_databases::TestDatabase;
use jiff::SignedDuration;

use crate::raw::Raw;
use crate::support::{at, id, insert, letter, publish};

#[tokio::test]
async fn it_connects_when_it_is_first_used() {
    let storage = Storage::open("postgres://nobody@localhost/nothing?host=/nowhere", 1).await.unwrap();
    assert!(storage.ping().await.is_err());
}

#[tokio::test]
async fn without_prepared_statements_everything_works_the_same() {
    let database = TestDatabase::postgres().await;
    let storage = Storage::open(&format!("{}&statement-cache-capacity=0", database.url()), 4).await.unwrap();
    insert(&storage, &[letter(1), letter(2)]).await;
    publish(&storage, &[id(1)], at(1)).await;
    let mut transaction = storage.begin().await.unwrap();
    assert!(transaction.purge(id(1), PurgedBy::Recipient, at(2)).await.unwrap());
    transaction.commit().await.unwrap();
    assert!(storage.letter(id(1)).await.unwrap().unwrap().state.is_purged());
    assert_eq!(storage.letters_and_contents(&[id(1), id(2)]).await.unwrap().len(), 2);
    // Statements outside a unit of work are lasting, too.
    storage.advance_clock(SignedDuration::from_secs(5)).await.unwrap();
    assert_eq!(database.storage().await.clock_offset().await.unwrap(), SignedDuration::from_secs(5));
}

#[tokio::test]
async fn broken_connections_are_worth_another_try_and_replaced() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    let mut raw = Raw::connect(&database).await;
    raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .await;
    let recovered = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            match storage.letter(id(1)).await {
                Ok(letter) => break letter,
                Err(error) => assert!(error.is_transient(), "{error}"),
            }
        }
    });
    assert!(recovered.await.unwrap().is_some());
}

#[tokio::test]
async fn errors_tell_the_constraint_and_no_value() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    let mut transaction = storage.begin().await.unwrap();
    let error = transaction.insert_letters(&[letter(1)]).await.unwrap_err();
    assert!(!error.is_transient());
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("correspondence_pkey"), "{shown}");
    assert!(!shown.contains(&id(1).to_string()), "{shown}");
}
