//! Letters that carry attachments: the links of their contents, what holds them back, and what they say of an attachment's end.

use correspondence_domain::attachment::Expiry;
use correspondence_domain::correspondence::{CorrespondenceStatus, PurgedBy};
use correspondence_domain::identifiers::{AttachmentId, ContentId};
use correspondence_storage::{CarryingLetter, InitialStatus, NewLetter, NewLink, Storage};
use correspondence_testkit_databases::db_test;

use crate::support::{at, attachment, attachment_id, content, id, insert_attachments, letter, publish, uuid};

/// A letter that carries attachments and waits for them.
fn waiting(number: u64, content: u64) -> NewLetter {
    NewLetter { content: ContentId(uuid(content)), attachment_count: 1, initial: InitialStatus::Waiting, ..letter(number) }
}

/// Letters of one request with the attachments of their content, each with the seconds after which their right to it ends.
async fn insert(storage: &Storage, number: u64, letters: &[NewLetter], links: &[(AttachmentId, Option<i64>)]) {
    let links: Vec<NewLink> = links.iter().map(|(attachment, end)| NewLink { attachment: *attachment, expires_at: end.map(at) }).collect();
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_content(&content(number)).await.unwrap();
    transaction.attach(ContentId(uuid(number)), &links, at(0)).await.unwrap();
    transaction.insert_letters(letters).await.unwrap();
    transaction.commit().await.unwrap();
}

db_test! {
    async fn a_content_has_its_attachments_in_their_order(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1), attachment(2), attachment(3)]).await;
        insert(&storage, 1, &[waiting(1, 1)], &[(attachment_id(3), None), (attachment_id(1), Some(50))]).await;
        insert(&storage, 2, &[waiting(2, 2)], &[(attachment_id(2), None)]).await;
        insert(&storage, 3, &[], &[]).await;

        let attached = storage.attached(ContentId(uuid(1))).await.unwrap();
        let ends: Vec<_> = attached.iter().map(|attached| (attached.attachment.id, attached.attached_at, attached.expires_at)).collect();
        assert_eq!(ends, [(attachment_id(3), at(0), None), (attachment_id(1), at(0), Some(at(50)))]);
        let contents = [1, 2, 3, 9].map(|number| ContentId(uuid(number)));
        let found = storage.attached_to(&contents).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[&contents[0]], attached);
        assert!(storage.attached(ContentId(uuid(3))).await.unwrap().is_empty());
        assert!(storage.attached_to(&[]).await.unwrap().is_empty());
        assert!(storage.letter(id(1)).await.unwrap().unwrap().has_attachments);
        assert!(storage.is_attached(attachment_id(1)).await.unwrap());
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.is_attached(attachment_id(2)).await.unwrap());
        assert!(!transaction.is_attached(attachment_id(9)).await.unwrap());
    }

    async fn letters_of_an_attachment_are_found_page_by_page(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        let letters: Vec<NewLetter> = (1..=1_001).map(|number| waiting(number, 1)).collect();
        insert(&storage, 1, &letters, &[(attachment_id(1), None)]).await;
        let first = storage.letters_of_attachment(attachment_id(1), None).await.unwrap();
        let of = |content: u64, letter: u64| CarryingLetter { content: ContentId(uuid(content)), id: id(letter) };
        assert_eq!((first.len(), first[0], first[999]), (1_000, of(1, 1), of(1, 1_000)));
        // Letters of another request follow, whatever their ids.
        insert(&storage, 2, &[waiting(2_000, 2), waiting(1_500, 2)], &[(attachment_id(1), None)]).await;
        let second = storage.letters_of_attachment(attachment_id(1), Some(first[999])).await.unwrap();
        assert_eq!(second, [of(1, 1_001), of(2, 1_500), of(2, 2_000)]);
        assert!(storage.letters_of_attachment(attachment_id(1), Some(of(2, 2_000))).await.unwrap().is_empty());
        assert!(!storage.is_attached_to_published(attachment_id(1)).await.unwrap());
        publish(&storage, &[id(500)], at(1)).await;
        assert!(storage.is_attached_to_published(attachment_id(1)).await.unwrap());
    }

    async fn letters_wait_for_all_of_their_attachments(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1), attachment(2)]).await;
        insert(&storage, 1, &[waiting(1, 1)], &[(attachment_id(1), None), (attachment_id(2), None)]).await;
        insert(&storage, 2, &[waiting(2, 2)], &[(attachment_id(1), None)]).await;
        insert(&storage, 3, &[NewLetter { content: ContentId(uuid(3)), ..letter(3) }], &[]).await;
        let all = [id(1), id(2), id(3)];
        let mut held = Vec::from_iter(storage.waiting_for_attachments(&all).await.unwrap());
        held.sort();
        assert_eq!(held, [id(1), id(2)]);
        let mut transaction = storage.begin().await.unwrap();
        transaction.publish_attachment(attachment_id(1), None, at(1)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(Vec::from_iter(storage.waiting_for_attachments(&all).await.unwrap()), [id(1)]);
        let mut transaction = storage.begin().await.unwrap();
        transaction.publish_attachment(attachment_id(2), None, at(1)).await.unwrap();
        transaction.condemn_attachment(attachment_id(1), "Malware scan failed: x", at(2)).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(storage.waiting_for_attachments(&all).await.unwrap().len(), 2, "one of their files was refused");
        assert!(storage.waiting_for_attachments(&[]).await.unwrap().is_empty());
    }

    async fn living_letters_decide_about_an_attachments_end(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1), attachment(2)]).await;
        insert(&storage, 1, &[waiting(1, 1), waiting(2, 1)], &[(attachment_id(1), Some(50))]).await;
        insert(&storage, 2, &[waiting(3, 2)], &[(attachment_id(1), Some(80)), (attachment_id(2), None)]).await;
        let both = [attachment_id(1), attachment_id(2)];
        let said = storage.expiries(&both).await.unwrap();
        assert_eq!(said[&both[0]], Expiry { living: 3, unlimited: 0, latest: Some(at(80)) });
        assert_eq!(said[&both[1]], Expiry { living: 1, unlimited: 1, latest: None });
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.purge(id(3), PurgedBy::Sender, at(1)).await.unwrap());
        assert_eq!(transaction.expiry(both[0]).await.unwrap(), Expiry { living: 2, unlimited: 0, latest: Some(at(50)) });
        assert_eq!(transaction.expiry(both[1]).await.unwrap(), Expiry::default());
        assert!(transaction.is_kept(both[0]).await.unwrap());
        assert!(!transaction.is_kept(both[1]).await.unwrap());
        transaction.commit().await.unwrap();
        assert!(storage.expiries(&[both[1]]).await.unwrap().is_empty());
        // Any number may be asked about.
        let many: Vec<_> = (1..=40_000).map(attachment_id).collect();
        assert_eq!(storage.expiries(&many).await.unwrap().len(), 1);
        assert_eq!(storage.attachments(&many).await.unwrap().len(), 2);
    }

    async fn an_infected_file_fails_letters_whatever_their_state(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        insert(&storage, 1, &[waiting(1, 1), waiting(2, 1), waiting(3, 1)], &[(attachment_id(1), None)]).await;
        publish(&storage, &[id(1)], at(1)).await;
        let mut transaction = storage.begin().await.unwrap();
        transaction.fail(&[(id(2), "ukjent".to_owned())], at(2)).await.unwrap();
        let mut failed = transaction.condemn_letters(&[id(1), id(2), id(3), id(9)], at(3)).await.unwrap();
        failed.sort();
        assert_eq!(failed, [id(1), id(3)]);
        assert!(transaction.condemn_letters(&[id(1)], at(4)).await.unwrap().is_empty());
        assert!(!transaction.record_download(id(1), "x", at(4)).await.unwrap(), "it is lost to the recipient");
        transaction.commit().await.unwrap();
        let first = storage.letter(id(1)).await.unwrap().unwrap();
        assert_eq!((first.state.failed_at, first.state.reported.status), (Some(at(3)), CorrespondenceStatus::Failed));
    }

    async fn the_first_download_is_shown(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        insert(&storage, 1, &[waiting(1, 1)], &[(attachment_id(1), None)]).await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(!transaction.record_download(id(1), "first", at(1)).await.unwrap(), "not published");
        transaction.publish(&[id(1)], at(2)).await.unwrap();
        assert!(transaction.record_download(id(1), "first", at(3)).await.unwrap());
        assert!(transaction.record_download(id(1), "second", at(4)).await.unwrap());
        transaction.commit().await.unwrap();
        let state = storage.letter(id(1)).await.unwrap().unwrap().state;
        assert_eq!(state.downloaded_at, Some(at(3)));
        assert_eq!((state.reported.text.as_str(), state.reported.at), ("first", at(3)));
    }
}
