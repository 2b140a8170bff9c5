//! Transitions happen once, and only from the states they may happen from.

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink, Letter, PurgedBy};
use correspondence_domain::identifiers::{DialogId, TransmissionId};
use correspondence_storage::{InitialStatus, NewLetter, Published, Storage};
use correspondence_testkit_databases::db_test;

use crate::support::{at, id, insert, letter, publish, uuid};

async fn read(storage: &Storage, number: u64) -> Letter {
    storage.letter(id(number)).await.unwrap().unwrap()
}

fn reported(letter: &Letter) -> (CorrespondenceStatus, &str, i64) {
    let reported = &letter.state.reported;
    (reported.status, &reported.text, reported.at.since(at(0)).as_secs())
}

db_test! {
    async fn publishing_happens_once_and_tells_who_was_ready(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), NewLetter { initial: InitialStatus::Waiting, ..letter(2) }, letter(3)]).await;
        let mut transaction = storage.begin().await.unwrap();
        // At the very moment of creation, too, a letter that was not ready is told from one that was.
        let mut published = transaction.publish(&[id(2), id(1), id(8)], at(0)).await.unwrap();
        published.sort_by_key(|published| published.id);
        assert_eq!(published, [Published { id: id(1), was_ready: true }, Published { id: id(2), was_ready: false }]);
        assert!(transaction.publish(&[id(1), id(2)], at(1)).await.unwrap().is_empty());
        assert!(transaction.publish(&[], at(1)).await.unwrap().is_empty());
        transaction.commit().await.unwrap();

        let second = read(&storage, 2).await;
        assert_eq!((second.state.ready_at, second.state.published_at), (Some(at(0)), Some(at(0))));
        assert_eq!(reported(&second), (CorrespondenceStatus::Published, "Published", 0));
        assert_eq!(read(&storage, 3).await.state.published_at, None);
    }

    async fn failing_gives_each_letter_its_reason_and_excludes_publishing(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2), letter(3)]).await;
        publish(&storage, &[id(3)], at(1)).await;
        let mut transaction = storage.begin().await.unwrap();
        let reasons = [(id(1), "ukjent".to_owned()), (id(2), "reservert".to_owned()), (id(3), "for sent".to_owned())];
        let mut failed = transaction.fail(&reasons, at(2)).await.unwrap();
        failed.sort();
        assert_eq!(failed, [id(1), id(2)]);
        assert!(transaction.publish(&[id(1)], at(3)).await.unwrap().is_empty());
        assert!(transaction.fail(&reasons, at(3)).await.unwrap().is_empty());
        transaction.commit().await.unwrap();

        assert_eq!(reported(&read(&storage, 1).await), (CorrespondenceStatus::Failed, "ukjent", 2));
        assert_eq!(reported(&read(&storage, 2).await), (CorrespondenceStatus::Failed, "reservert", 2));
        assert_eq!(read(&storage, 3).await.state.failed_at, None);
    }

    async fn the_reported_status_is_the_highest_number(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), NewLetter { initial: InitialStatus::Reserved, ..letter(2) }]).await;
        publish(&storage, &[id(1), id(2)], at(1)).await;
        assert_eq!(reported(&read(&storage, 1).await), (CorrespondenceStatus::Published, "Published", 1));
        assert_eq!(reported(&read(&storage, 2).await), (CorrespondenceStatus::Reserved, "Reserved", 0), "10 stays above 2");

        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.confirm(id(1), at(2)).await.unwrap());
        assert!(transaction.mark_read(id(1), at(3)).await.unwrap());
        transaction.commit().await.unwrap();
        let first = read(&storage, 1).await;
        assert_eq!(reported(&first), (CorrespondenceStatus::Confirmed, "Confirmed", 2), "read after it was confirmed");
        assert_eq!((first.state.confirmed_at, first.state.read_at), (Some(at(2)), Some(at(3))));
    }

    async fn reading_and_confirming_need_a_letter_that_is_there(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2)]).await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(!transaction.mark_read(id(1), at(1)).await.unwrap(), "not published");
        assert!(!transaction.confirm(id(1), at(1)).await.unwrap(), "not published");
        transaction.publish(&[id(1), id(2)], at(2)).await.unwrap();
        assert!(transaction.mark_read(id(1), at(3)).await.unwrap());
        assert!(!transaction.mark_read(id(1), at(4)).await.unwrap(), "again");
        assert!(transaction.confirm(id(1), at(5)).await.unwrap());
        assert!(!transaction.confirm(id(1), at(6)).await.unwrap(), "again");
        assert!(transaction.purge(id(2), PurgedBy::Recipient, at(7)).await.unwrap());
        assert!(!transaction.mark_read(id(2), at(8)).await.unwrap(), "purged");
        assert!(!transaction.confirm(id(2), at(8)).await.unwrap(), "purged");
        transaction.commit().await.unwrap();
    }

    async fn each_side_purges_what_it_may_once(database) {
        let storage = database.storage().await;
        insert(&storage, &[letter(1), letter(2), letter(3)]).await;
        publish(&storage, &[id(1)], at(1)).await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.fail(&[(id(3), "ukjent".to_owned())], at(1)).await.unwrap();
        assert!(!transaction.purge(id(1), PurgedBy::Sender, at(2)).await.unwrap(), "it has reached the recipient");
        assert!(!transaction.purge(id(2), PurgedBy::Recipient, at(2)).await.unwrap(), "it has not");
        assert!(transaction.purge(id(1), PurgedBy::Recipient, at(3)).await.unwrap());
        assert!(transaction.purge(id(2), PurgedBy::Sender, at(3)).await.unwrap());
        assert!(transaction.purge(id(3), PurgedBy::Sender, at(3)).await.unwrap(), "failed");
        for (number, by) in [(1, PurgedBy::Recipient), (1, PurgedBy::Sender), (2, PurgedBy::Sender), (3, PurgedBy::Sender)] {
            assert!(!transaction.purge(id(number), by, at(4)).await.unwrap(), "again");
        }
        assert!(transaction.publish(&[id(2)], at(5)).await.unwrap().is_empty(), "purged");
        transaction.commit().await.unwrap();

        let first = read(&storage, 1).await;
        assert_eq!(first.state.purged, Some((at(3), PurgedBy::Recipient)));
        assert_eq!(reported(&first), (CorrespondenceStatus::PurgedByRecipient, "PurgedByRecipient", 3));
        let third = read(&storage, 3).await;
        assert_eq!(third.state.purged, Some((at(3), PurgedBy::Sender)));
        assert_eq!(reported(&third), (CorrespondenceStatus::Failed, "ukjent", 1), "11 stays above 8, with its text");
    }

    async fn dialogs_are_linked_once_and_foreign_ones_stay(database) {
        let storage = database.storage().await;
        let foreign = DialogLink::Foreign(DialogId(uuid(70)));
        insert(&storage, &[letter(1), letter(2), NewLetter { dialog: foreign, ..letter(3) }]).await;
        let mut transaction = storage.begin().await.unwrap();
        let links = [1, 2, 3].map(|number| (id(number), DialogId(uuid(50 + number))));
        let mut linked = transaction.link_dialogs(&links).await.unwrap();
        linked.sort();
        assert_eq!(linked, [id(1), id(2)]);
        assert!(transaction.link_dialogs(&links).await.unwrap().is_empty());
        assert!(transaction.unlink_dialog(id(1)).await.unwrap());
        assert!(!transaction.unlink_dialog(id(3)).await.unwrap(), "somebody else's");
        transaction.commit().await.unwrap();
        assert_eq!(read(&storage, 1).await.dialog, DialogLink::None);
        assert_eq!(read(&storage, 2).await.dialog, DialogLink::Own(DialogId(uuid(52))));
        assert_eq!(read(&storage, 3).await.dialog, foreign);
    }

    async fn transmissions_are_linked_once_into_foreign_dialogs(database) {
        let storage = database.storage().await;
        let foreign = DialogLink::Foreign(DialogId(uuid(70)));
        insert(&storage, &[letter(1), NewLetter { dialog: foreign, ..letter(2) }, NewLetter { dialog: foreign, ..letter(3) }]).await;
        let mut transaction = storage.begin().await.unwrap();
        let links = [1, 2].map(|number| (id(number), TransmissionId(uuid(50 + number))));
        assert_eq!(transaction.link_transmissions(&links).await.unwrap(), [id(2)]);
        let others = [2, 3].map(|number| (id(number), TransmissionId(uuid(60 + number))));
        assert_eq!(transaction.link_transmissions(&others).await.unwrap(), [id(3)]);
        assert!(transaction.link_transmissions(&[]).await.unwrap().is_empty());
        assert!(!transaction.purge(id(2), PurgedBy::Sender, at(1)).await.unwrap(), "it is in the dialog already");
        transaction.publish(&[id(2)], at(1)).await.unwrap();
        assert!(!transaction.purge(id(2), PurgedBy::Recipient, at(2)).await.unwrap(), "a transmission stays");
        transaction.commit().await.unwrap();
        assert_eq!(read(&storage, 1).await.transmission, None);
        assert_eq!(read(&storage, 2).await.transmission, Some(TransmissionId(uuid(52))));
        assert_eq!(read(&storage, 2).await.dialog, foreign);
        assert_eq!(read(&storage, 3).await.transmission, Some(TransmissionId(uuid(63))));
    }
}
