//! Of any number of attempts at once, one wins. SQLite has one writer and proves nothing here.

use std::future::Future;

use correspondence_domain::attachment::StoredBytes;
use correspondence_domain::correspondence::PurgedBy;
use correspondence_domain::identifiers::{DialogId, IdempotentKey};
use correspondence_storage::{Storage, StorageError};
use correspondence_testkit_databases::TestDatabase;
use jiff::SignedDuration;

use crate::support::{at, attachment, attachment_id, content, id, insert, insert_attachments, letter, party, publish, upload_id, uuid};

const RACERS: u64 = 16;

/// Runs an attempt on as many connections at once and gives what came of each.
async fn race<T, F, A>(storage: &Storage, attempt: A) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = Result<T, StorageError>> + Send + 'static,
    A: Fn(Storage, u64) -> F,
{
    let start = std::sync::Arc::new(tokio::sync::Barrier::new(usize::try_from(RACERS).unwrap()));
    let racers: Vec<_> = (0..RACERS)
        .map(|number| {
            let run = attempt(storage.clone(), number);
            let start = start.clone();
            tokio::spawn(async move {
                start.wait().await;
                run.await
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for racer in racers {
        outcomes.push(racer.await.unwrap().unwrap());
    }
    outcomes
}

fn winners(outcomes: &[bool]) -> usize {
    outcomes.iter().filter(|won| **won).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_claims_a_key() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    let outcomes = race(&storage, |storage, number| async move {
        let mut transaction = storage.begin().await?;
        if !transaction.insert_key(IdempotentKey(uuid(99)), id(number)).await? {
            return Ok(false);
        }
        let mut text = content(number + 1);
        text.id.0 = letter(number).content.0;
        transaction.insert_content(&text).await?;
        transaction.insert_letters(&[letter(number)]).await?;
        transaction.commit().await.map(|()| true)
    })
    .await;
    assert_eq!(winners(&outcomes), 1);
    assert!(storage.key_owner(IdempotentKey(uuid(99))).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_published_once() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    let outcomes = race(&storage, |storage, number| async move {
        let mut transaction = storage.begin().await?;
        let published = transaction.publish(&[id(1)], at(i64::try_from(number).unwrap_or(0))).await?;
        transaction.commit().await?;
        Ok(!published.is_empty())
    })
    .await;
    assert_eq!(winners(&outcomes), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_of_the_same_letters_in_any_order_do_not_block_each_other() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    let letters: Vec<_> = (1..=64).map(letter).collect();
    insert(&storage, &letters).await;
    let outcomes = race(&storage, |storage, number| async move {
        let mut ids: Vec<_> = (1..=64).map(id).collect();
        ids.rotate_left(usize::try_from(number * 4).unwrap_or(0));
        if number % 2 == 0 {
            ids.reverse();
        }
        let mut transaction = storage.begin().await?;
        let published = transaction.publish(&ids, at(1)).await?.len();
        transaction.commit().await?;
        let links: Vec<_> = ids.iter().map(|id| (*id, DialogId(id.0))).collect();
        let mut transaction = storage.begin().await?;
        let linked = transaction.link_dialogs(&links).await?.len();
        transaction.commit().await?;
        Ok((published, linked))
    })
    .await;
    assert_eq!(outcomes.iter().map(|(published, _)| published).sum::<usize>(), 64);
    assert_eq!(outcomes.iter().map(|(_, linked)| linked).sum::<usize>(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_either_published_failed_or_taken_back() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    let letters: Vec<_> = (1..=20).map(letter).collect();
    insert(&storage, &letters).await;
    for number in 1..=20 {
        let outcomes = race(&storage, move |storage, racer| async move {
            let mut transaction = storage.begin().await?;
            let won = match racer % 3 {
                0 => transaction.publish(&[id(number)], at(1)).await?.len() == 1,
                1 => transaction.purge(id(number), PurgedBy::Sender, at(1)).await?,
                _ => transaction.fail(&[(id(number), "ukjent".to_owned())], at(1)).await?.len() == 1,
            };
            transaction.commit().await?;
            Ok((racer % 3, won))
        })
        .await;
        let state = storage.letter(id(number)).await.unwrap().unwrap().state;
        let won = |kind: u64| outcomes.iter().filter(|(racer, won)| *racer == kind && *won).count();
        assert_eq!(won(0), usize::from(state.published_at.is_some()), "{state:?}");
        assert_eq!(won(1), usize::from(state.is_purged()), "{state:?}");
        assert_eq!(won(2), usize::from(state.failed_at.is_some()), "{state:?}");
        // A failed letter may still be taken back; a published one may not.
        assert!(state.published_at.is_none() || (state.failed_at.is_none() && !state.is_purged()), "{state:?}");
        assert!(state.is_publication_decided() || state.is_purged());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_read_and_confirmed_once() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    publish(&storage, &[id(1)], at(1)).await;
    let reads = race(&storage, |storage, _| async move {
        let mut transaction = storage.begin().await?;
        let won = transaction.mark_read(id(1), at(2)).await?;
        transaction.commit().await.map(|()| won)
    })
    .await;
    assert_eq!(winners(&reads), 1);
    let confirmations = race(&storage, |storage, _| async move {
        let mut transaction = storage.begin().await?;
        let won = transaction.confirm(id(1), at(3)).await?;
        transaction.commit().await.map(|()| won)
    })
    .await;
    assert_eq!(winners(&confirmations), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_at_the_same_time_are_recorded_once() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    for (seconds, recorded) in [(1, 1), (20, 2)] {
        let outcomes = race(&storage, move |storage, _| async move {
            let mut transaction = storage.begin().await?;
            let won = transaction.record_fetch(id(1), party(1), at(seconds), Some(SignedDuration::from_secs(15))).await?;
            transaction.commit().await.map(|()| won)
        })
        .await;
        assert_eq!(winners(&outcomes), 1, "second {seconds}");
        assert_eq!(storage.history(id(1)).await.unwrap().len(), recorded);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moves_of_the_clock_add_up() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    race(&storage, |storage, _| async move { storage.advance_clock(SignedDuration::from_secs(1)).await }).await;
    assert_eq!(storage.clock_offset().await.unwrap().as_secs(), i64::try_from(RACERS).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_upload_begins_and_one_end_counts() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    insert_attachments(&storage, &[attachment(1)]).await;
    let begun = race(&storage, |storage, number| async move {
        let mut transaction = storage.begin().await?;
        let begun = transaction.start_upload(attachment_id(1), upload_id(number), at(1), at(1), at(60)).await?;
        transaction.commit().await.map(|()| begun)
    })
    .await;
    assert_eq!(winners(&begun), 1);
    let winner = upload_id(u64::try_from(begun.iter().position(|won| *won).unwrap()).unwrap());
    let ended = race(&storage, move |storage, number| async move {
        let mut transaction = storage.begin().await?;
        let ended = match number % 3 {
            0 => transaction.fail_upload(attachment_id(1), winner, "Upload interrupted", at(2), None).await?,
            1 => transaction.purge_attachment(attachment_id(1), "Purged", at(2)).await?,
            _ => {
                let bytes = StoredBytes { size: 1, md5: "a".repeat(32), sha256: "b".repeat(64) };
                transaction.finish_upload(attachment_id(1), winner, &bytes, at(2)).await?
            }
        };
        transaction.commit().await.map(|()| ended)
    })
    .await;
    // The upload ended at most once; whatever it came to, the attachment is purged then.
    let ends = |kind| ended.iter().enumerate().filter(|(number, ended)| number % 3 == kind && **ended).count();
    assert_eq!(ends(1), 1);
    assert!(ends(0) + ends(2) <= 1);
}
