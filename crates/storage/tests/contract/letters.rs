//! Letters and their history come back as they were written.

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink, HistoryEntry, ReportedStatus, State};
use correspondence_domain::identifiers::DialogId;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{InitialStatus, NewHistory, NewLetter};
use correspondence_testkit_databases::db_test;
use jiff::SignedDuration;

use crate::support::{at, content, history, id, insert, letter, party, uuid};

db_test! {
    async fn a_letter_comes_back_whole(database) {
        let storage = database.storage().await;
        let new = NewLetter {
            recipient: PartyUrn::stored("urn:altinn:person:idporten-email:kåre@example.no".to_owned()),
            requested_publish_at: Timestamp::from_micros(1_790_000_000_123_456),
            due_at: Some(at(5)),
            ignore_reservation: Some(false),
            is_confirmation_needed: true,
            is_confidential: true,
            allow_forwarding: true,
            recipient_name: Some("Kåre Ås".to_owned()),
            dialog: DialogLink::Foreign(DialogId(uuid(40))),
            ..letter(2)
        };
        insert(&storage, std::slice::from_ref(&new)).await;

        let (found, text) = storage.letter_and_content(id(2)).await.unwrap().unwrap();
        assert_eq!(text, content(1));
        assert_eq!(found.recipient, new.recipient);
        assert_eq!(found.requested_publish_at, new.requested_publish_at);
        assert_eq!(found.due_at, new.due_at);
        assert_eq!(found.ignore_reservation, Some(false));
        assert!(found.is_confirmation_needed && found.is_confidential && found.allow_forwarding);
        assert_eq!(found.recipient_name, new.recipient_name);
        assert_eq!(found.dialog, new.dialog);
        assert_eq!((found.transmission, found.altinn2_id), (None, None));
        assert_eq!(storage.letter(id(2)).await.unwrap(), Some(found));
    }

    async fn a_letter_begins_in_the_state_asked_for(database) {
        let storage = database.storage().await;
        let started = |number, initial| NewLetter { initial, ..letter(number) };
        insert(&storage, &[
            started(1, InitialStatus::Ready),
            started(2, InitialStatus::Reserved),
            started(3, InitialStatus::Waiting),
        ]).await;
        for (number, ready, reserved, status) in [
            (1, true, false, CorrespondenceStatus::ReadyForPublish),
            (2, false, true, CorrespondenceStatus::Reserved),
            (3, false, false, CorrespondenceStatus::Initialized),
        ] {
            let letter = storage.letter(id(number)).await.unwrap().unwrap();
            assert_eq!(letter.state, State {
                ready_at: ready.then_some(at(0)),
                reserved_at: reserved.then_some(at(0)),
                published_at: None,
                fetched_at: None,
                read_at: None,
                confirmed_at: None,
                purged: None,
                failed_at: None,
                downloaded_at: None,
                forwarded_at: None,
                reported: ReportedStatus { status, text: status.name().to_owned(), at: at(0) },
            });
        }
    }

    async fn unknown_letters_are_nothing(database) {
        let storage = database.storage().await;
        assert_eq!(storage.letter(id(1)).await.unwrap(), None);
        assert_eq!(storage.letter_and_content(id(1)).await.unwrap(), None);
        assert_eq!(storage.letter_by_altinn2_id(1).await.unwrap(), None);
        assert!(storage.history(id(1)).await.unwrap().is_empty());
        assert!(storage.letters_and_contents(&[]).await.unwrap().is_empty());
    }

    async fn a_batch_gives_each_letter_that_exists_once(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2), letter(3)]).await;
        for asked in [vec![id(3), id(1), id(9)], vec![id(1), id(1), id(3)]] {
            let mut found: Vec<_> = storage.letters_and_contents(&asked).await.unwrap().into_iter().map(|(letter, _)| letter.id).collect();
            found.sort();
            assert_eq!(found, [id(1), id(3)]);
        }
    }

    async fn nothing_is_written_without_a_commit(database) {
        let storage = database.storage().await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.insert_content(&content(1)).await.unwrap();
        transaction.insert_letters(&[letter(1)]).await.unwrap();
        drop(transaction);
        assert_eq!(storage.letter(id(1)).await.unwrap(), None);
        // The connection is usable again.
        insert(&storage, &[letter(1)]).await;
    }

    async fn five_hundred_letters_with_their_history_are_one_statement_a_table(database) {
        let storage = database.storage().await;
        let letters: Vec<_> = (1..=500).map(letter).collect();
        let entries: Vec<_> = (1..=500)
            .flat_map(|number| [
                history(number * 2, id(number), CorrespondenceStatus::Initialized, at(0)),
                history(number * 2 + 1, id(number), CorrespondenceStatus::ReadyForPublish, at(0)),
            ])
            .collect();
        let before = storage.statement_count();
        let mut transaction = storage.begin().await.unwrap();
        transaction.insert_content(&content(1)).await.unwrap();
        transaction.insert_letters(&letters).await.unwrap();
        transaction.append_history(&entries).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(storage.statement_count() - before, 3);
        let shown: Vec<_> = storage.history(id(500)).await.unwrap().into_iter().map(|entry| entry.status).collect();
        assert_eq!(shown, [CorrespondenceStatus::Initialized, CorrespondenceStatus::ReadyForPublish]);
    }

    async fn more_rows_than_a_statement_can_take_are_split(database) {
        let storage = database.storage().await;
        let letters: Vec<_> = (1..=1_700).map(letter).collect();
        insert(&storage, &letters).await;
        for number in [1, 1_560, 1_561, 1_700] {
            assert!(storage.letter(id(number)).await.unwrap().is_some(), "{number}");
        }
    }

    async fn history_and_fetches_are_told_in_order(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2)]).await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.append_history(&[
            NewHistory { text: Some("mottaker mangler".to_owned()), ..history(5, id(1), CorrespondenceStatus::Failed, at(30)) },
            history(4, id(1), CorrespondenceStatus::ReadyForPublish, at(0)),
            history(3, id(1), CorrespondenceStatus::Initialized, at(0)),
            history(6, id(2), CorrespondenceStatus::Initialized, at(0)),
        ]).await.unwrap();
        assert!(transaction.record_fetch(id(1), party(2), at(20), None).await.unwrap());
        transaction.commit().await.unwrap();

        let entry = |status: CorrespondenceStatus, text: &str, at, party| HistoryEntry { status, text: text.to_owned(), at, party };
        assert_eq!(storage.history(id(1)).await.unwrap(), [
            entry(CorrespondenceStatus::Initialized, "Initialized", at(0), party(1)),
            entry(CorrespondenceStatus::ReadyForPublish, "ReadyForPublish", at(0), party(1)),
            entry(CorrespondenceStatus::Fetched, "Fetched", at(20), party(2)),
            entry(CorrespondenceStatus::Failed, "mottaker mangler", at(30), party(1)),
        ]);
    }

    async fn fetches_are_debounced_by_party(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2)]).await;
        let mut transaction = storage.begin().await.unwrap();
        let debounce = Some(SignedDuration::from_secs(15));
        for (letter, reader, seconds, recorded) in [
            (1, 1, 7, true),
            (1, 1, 8, false),
            (1, 1, 21, false),
            (1, 2, 8, true),
            (2, 1, 8, true),
            (1, 1, 22, true),
            (1, 1, 36, false),
        ] {
            let written = transaction.record_fetch(id(letter), party(reader), at(seconds), debounce).await.unwrap();
            assert_eq!(written, recorded, "letter {letter}, reader {reader}, second {seconds}");
        }
        assert!(transaction.record_fetch(id(1), party(1), at(37), None).await.unwrap(), "without debounce");
        transaction.commit().await.unwrap();
        assert_eq!(storage.history(id(1)).await.unwrap().len(), 4);
        assert_eq!(storage.letter(id(1)).await.unwrap().unwrap().state.fetched_at, Some(at(7)), "the first");
    }
}
