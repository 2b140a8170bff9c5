//! Searching: each side by its rules, newest publish time first, paged by key.

use correspondence_domain::correspondence::{CorrespondenceStatus, PurgedBy};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{InitialStatus, LetterSearch, NewLetter, SearchSide, Storage, StorageError};
use correspondence_testkit_databases::db_test;

use crate::support::{at, id, insert, letter, publish, recipient, resource, sender};

fn sent() -> LetterSearch {
    LetterSearch {
        side: SearchSide::Sender(sender()),
        resource: Some(resource()),
        published_after: Timestamp::MIN,
        published_before: Timestamp::MAX,
        status: None,
        senders_reference: None,
        before: None,
        limit: 1000,
    }
}

fn received() -> LetterSearch {
    LetterSearch { side: SearchSide::Recipient(recipient()), ..sent() }
}

fn both() -> LetterSearch {
    LetterSearch { side: SearchSide::Both { sender: sender(), recipient: recipient() }, ..sent() }
}

/// Numbers of the letters found, in the order they came.
async fn numbers(storage: &Storage, search: &LetterSearch) -> Vec<u128> {
    let base = id(0).0.as_u128();
    storage.search(search).await.unwrap().into_iter().map(|found| found.id.0.as_u128() - base).collect()
}

db_test! {
    async fn letters_come_newest_first_within_the_range(database) {
        let storage = database.storage().await;
        let dated = |number, seconds| NewLetter { requested_publish_at: at(seconds), ..letter(number) };
        insert(&storage, &[dated(1, 10), dated(2, 30), dated(3, 20), dated(4, 30)]).await;
        assert_eq!(numbers(&storage, &sent()).await, [4, 2, 3, 1]);
        let ranged = LetterSearch { published_after: at(10), published_before: at(30), ..sent() };
        assert_eq!(numbers(&storage, &ranged).await, [3], "both ends are outside");
        assert_eq!(numbers(&storage, &LetterSearch { limit: 3, ..sent() }).await, [4, 2, 3]);
    }

    async fn letters_at_the_ends_of_time_are_found(database) {
        let storage = database.storage().await;
        let dated = |number, requested_publish_at| NewLetter { requested_publish_at, ..letter(number) };
        insert(&storage, &[dated(1, Timestamp::MIN), dated(2, Timestamp::MAX)]).await;
        for search in [sent(), both(), LetterSearch { senders_reference: Some("sak-1".to_owned()), ..sent() }] {
            assert_eq!(numbers(&storage, &search).await, [2, 1]);
        }
    }

    async fn pages_follow_each_other_without_gap_or_repetition(database) {
        let storage = database.storage().await;
        let letters: Vec<_> = (1..=25)
            .map(|number| NewLetter { requested_publish_at: at(i64::try_from(number / 4).unwrap()), ..letter(number) })
            .collect();
        insert(&storage, &letters).await;
        publish(&storage, &letters.iter().map(|letter| letter.id).collect::<Vec<_>>(), at(99)).await;
        for whole in [sent(), received(), both(), LetterSearch { senders_reference: Some("sak-1".to_owned()), ..sent() }] {
            let all = storage.search(&whole).await.unwrap();
            assert_eq!(all.len(), 25);
            let mut paged = Vec::new();
            let mut page = LetterSearch { limit: 4, ..whole };
            loop {
                let found = storage.search(&page).await.unwrap();
                let Some(last) = found.last() else { break };
                page.before = Some((last.requested_publish_at, last.id));
                paged.extend(found);
            }
            assert_eq!(paged, all);
        }
    }

    async fn other_parties_and_resources_are_not_found(database) {
        let storage = database.storage().await;
        let other = OrganisationNumber::parse("312345678").unwrap();
        insert(&storage, &[
            letter(1),
            NewLetter { resource: ResourceId::stored("another".to_owned()), ..letter(2) },
            NewLetter { service_owner: other, ..letter(3) },
            NewLetter { recipient: PartyUrn::stored("urn:altinn:person:identifier-no:15838510075".to_owned()), ..letter(4) },
        ]).await;
        assert_eq!(numbers(&storage, &sent()).await, [4, 1]);
        assert_eq!(numbers(&storage, &both()).await, [4, 1]);
        publish(&storage, &[1, 2, 3, 4].map(id), at(1)).await;
        assert_eq!(numbers(&storage, &received()).await, [3, 1]);
        assert_eq!(numbers(&storage, &both()).await, [4, 3, 1], "each letter once");
    }

    async fn senders_references_are_matched_exactly(database) {
        let storage = database.storage().await;
        let referenced = |number, reference: &str| NewLetter { senders_reference: reference.to_owned(), ..letter(number) };
        let elsewhere = NewLetter { resource: ResourceId::stored("another".to_owned()), ..referenced(4, "sak-1") };
        insert(&storage, &[referenced(1, "sak-1"), referenced(2, "SAK-1"), referenced(3, "sak-10"), elsewhere]).await;
        publish(&storage, &[1, 2, 3, 4].map(id), at(1)).await;
        let named = |search| LetterSearch { senders_reference: Some("sak-1".to_owned()), ..search };
        for search in [sent(), received(), both()] {
            assert_eq!(numbers(&storage, &named(search)).await, [1]);
        }
        assert_eq!(numbers(&storage, &LetterSearch { resource: None, ..named(sent()) }).await, [4, 1], "of any resource");
    }

    async fn a_search_without_resource_needs_a_sender_and_its_reference(database) {
        let storage = database.storage().await;
        for search in [sent(), received(), both()] {
            let answer = storage.search(&LetterSearch { resource: None, ..search }).await;
            assert!(matches!(answer, Err(StorageError::Unanswerable(_))), "{answer:?}");
        }
    }

    async fn recipients_do_not_see_what_has_not_reached_them(database) {
        let storage = database.storage().await;
        let started = |number, initial| NewLetter { initial, ..letter(number) };
        insert(&storage, &[
            started(1, InitialStatus::Ready),
            started(2, InitialStatus::Waiting),
            started(3, InitialStatus::Reserved),
            started(4, InitialStatus::Ready),
            started(5, InitialStatus::Reserved),
            started(6, InitialStatus::Ready),
        ]).await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.fail(&[(id(4), "ukjent".to_owned())], at(1)).await.unwrap();
        transaction.publish(&[id(5), id(6)], at(1)).await.unwrap();
        transaction.purge(id(6), PurgedBy::Recipient, at(2)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(numbers(&storage, &received()).await, [6, 5], "purged ones are listed, reserved ones once published");
        assert_eq!(numbers(&storage, &sent()).await, [6, 5, 4, 3, 2, 1]);
        let reserved = Some(CorrespondenceStatus::Reserved);
        assert_eq!(numbers(&storage, &LetterSearch { status: reserved, ..received() }).await, [5]);
        assert_eq!(numbers(&storage, &LetterSearch { status: reserved, ..sent() }).await, [5, 3]);
    }

    async fn a_status_finds_every_letter_that_has_had_it(database) {
        use CorrespondenceStatus as Status;
        let storage = database.storage().await;
        let letters: Vec<_> = (1..=6).map(letter).collect();
        insert(&storage, &letters).await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.publish(&[id(1), id(2), id(3)], at(1)).await.unwrap();
        transaction.record_fetch(id(1), crate::support::party(1), at(2), None).await.unwrap();
        transaction.mark_read(id(1), at(2)).await.unwrap();
        transaction.confirm(id(2), at(2)).await.unwrap();
        transaction.purge(id(2), PurgedBy::Recipient, at(3)).await.unwrap();
        transaction.purge(id(4), PurgedBy::Sender, at(3)).await.unwrap();
        transaction.fail(&[(id(5), "ukjent".to_owned())], at(3)).await.unwrap();
        transaction.commit().await.unwrap();
        for (status, by_sender, by_recipient) in [
            (Status::Initialized, vec![6, 5, 4, 3, 2, 1], vec![]),
            (Status::ReadyForPublish, vec![6, 5, 4, 3, 2, 1], vec![]),
            (Status::Published, vec![3, 2, 1], vec![3, 2, 1]),
            (Status::Fetched, vec![], vec![]),
            (Status::Read, vec![1], vec![1]),
            (Status::Replied, vec![], vec![]),
            (Status::Confirmed, vec![2], vec![2]),
            (Status::PurgedByRecipient, vec![2], vec![2]),
            (Status::PurgedByAltinn, vec![4], vec![4]),
            (Status::Archived, vec![], vec![]),
            (Status::Reserved, vec![], vec![]),
            (Status::Failed, vec![5], vec![]),
            (Status::AttachmentsDownloaded, vec![], vec![]),
            (Status::Forwarded, vec![], vec![]),
        ] {
            let with_status = |search| LetterSearch { status: Some(status), ..search };
            assert_eq!(numbers(&storage, &with_status(sent())).await, by_sender, "{status} by the sender");
            assert_eq!(numbers(&storage, &with_status(received())).await, by_recipient, "{status} by the recipient");
            assert_eq!(numbers(&storage, &with_status(both())).await, by_sender, "{status} by both");
        }
    }
}
