//! Attachments by themselves: what is stored comes back, and each transition happens from the states it may happen from.

use correspondence_domain::attachment::{Attachment, AttachmentStatus, DataLocation, StoredBytes};
use correspondence_domain::identifiers::HistoryId;
use correspondence_storage::{NewAttachment, NewAttachmentHistory, Storage};
use correspondence_testkit_databases::db_test;

use crate::support::{at, attachment, attachment_id, insert_attachments, party, upload_id, uuid};

async fn read(storage: &Storage, number: u64) -> Attachment {
    storage.attachment(attachment_id(number)).await.unwrap().unwrap()
}

fn bytes() -> StoredBytes {
    StoredBytes { size: 50_000_000_000, md5: "5d41402abc4b2a76b9719d911017c592".to_owned(), sha256: "b".repeat(64) }
}

db_test! {
    async fn an_attachment_comes_back_as_it_was_given(database) {
        let storage = database.storage().await;
        let full = NewAttachment {
            display_name: Some("Møtereferat 🎉".to_owned()),
            is_encrypted: true,
            checksum: Some("0".repeat(32)),
            expiration_in_days: Some(i32::MAX),
            data_location: DataLocation::ExternalStorage,
            ..attachment(2)
        };
        insert_attachments(&storage, &[attachment(1), full]).await;
        let first = read(&storage, 1).await;
        assert_eq!((first.file_name.as_str(), first.display_name, first.checksum), ("møte 1.pdf", None, None));
        assert_eq!((first.status, first.status_text.as_str(), first.status_at), (AttachmentStatus::Initialized, "Initialized", at(0)));
        assert_eq!((first.upload, first.size, first.published_at, first.data_location), (None, None, None, DataLocation::default()));
        let second = read(&storage, 2).await;
        assert_eq!(second.display_name.as_deref(), Some("Møtereferat 🎉"));
        assert_eq!((second.is_encrypted, second.expiration_in_days), (true, Some(i32::MAX)));
        assert_eq!(second.data_location, DataLocation::ExternalStorage);
        let mut found = storage.attachments(&[attachment_id(2), attachment_id(9), attachment_id(1), attachment_id(2)]).await.unwrap();
        found.sort_by_key(|attachment| attachment.id);
        assert_eq!(found.iter().map(|attachment| attachment.id).collect::<Vec<_>>(), [attachment_id(1), attachment_id(2)]);
        assert_eq!(storage.attachment(attachment_id(9)).await.unwrap(), None);
        assert!(storage.attachments(&[]).await.unwrap().is_empty());
    }

    async fn history_is_in_the_order_of_time(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        let entry = |id, status, text: Option<&str>, time| NewAttachmentHistory {
            id: HistoryId(uuid(id)),
            attachment: attachment_id(1),
            status,
            text: text.map(str::to_owned),
            at: at(time),
            party: party(1),
        };
        let mut transaction = storage.begin().await.unwrap();
        let rows = [
            entry(3, AttachmentStatus::Failed, Some("Checksum mismatch"), 5),
            entry(2, AttachmentStatus::UploadProcessing, None, 5),
            entry(9, AttachmentStatus::Initialized, None, 0),
        ];
        transaction.append_attachment_history(&rows).await.unwrap();
        transaction.append_attachment_history(&[]).await.unwrap();
        transaction.commit().await.unwrap();
        let history = storage.attachment_history(attachment_id(1)).await.unwrap();
        let texts: Vec<&str> = history.iter().map(|entry| entry.text.as_str()).collect();
        assert_eq!(texts, ["Initialized", "UploadProcessing", "Checksum mismatch"]);
        assert!(history.iter().all(|entry| entry.party == party(1)));
        assert!(storage.attachment_history(attachment_id(9)).await.unwrap().is_empty());
    }

    async fn an_upload_is_alive_as_long_as_its_lease(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        let mut transaction = storage.begin().await.unwrap();
        // The program's clock is far ahead of real time.
        assert!(transaction.start_upload(attachment_id(1), upload_id(1), at(900), at(10), at(70)).await.unwrap());
        assert!(!transaction.start_upload(attachment_id(1), upload_id(2), at(901), at(70), at(130)).await.unwrap(), "alive");
        assert!(!transaction.start_upload(attachment_id(9), upload_id(3), at(901), at(70), at(130)).await.unwrap(), "unknown");
        transaction.commit().await.unwrap();
        let begun = read(&storage, 1).await;
        assert_eq!((begun.upload, begun.upload_lease_until), (Some(upload_id(1)), Some(at(70))));
        assert_eq!((begun.status, begun.status_at), (AttachmentStatus::UploadProcessing, at(900)));
        assert_eq!(begun.bytes(), None);

        assert!(storage.renew_upload(attachment_id(1), upload_id(1), at(100)).await.unwrap());
        assert!(storage.stalled_uploads(at(100)).await.unwrap().is_empty());
        assert_eq!(storage.stalled_uploads(at(101)).await.unwrap(), [(attachment_id(1), upload_id(1))]);
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.start_upload(attachment_id(1), upload_id(2), at(902), at(101), at(160)).await.unwrap(), "its process is gone");
        let alive = transaction.fail_upload(attachment_id(1), upload_id(2), "x", at(903), Some(at(160))).await.unwrap();
        assert!(!alive, "who takes it for stalled looks at its lease once more");
        transaction.commit().await.unwrap();
        // Whoever lost the attachment can do nothing more about it.
        assert!(!storage.renew_upload(attachment_id(1), upload_id(1), at(200)).await.unwrap());
        let mut transaction = storage.begin().await.unwrap();
        assert!(!transaction.finish_upload(attachment_id(1), upload_id(1), &bytes(), at(903)).await.unwrap());
        assert!(!transaction.fail_upload(attachment_id(1), upload_id(1), "x", at(903), None).await.unwrap());
        assert!(transaction.finish_upload(attachment_id(1), upload_id(2), &bytes(), at(904)).await.unwrap());
        transaction.commit().await.unwrap();
    }

    async fn bytes_come_once(database) {
        let storage = database.storage().await;
        let declared = NewAttachment { checksum: Some("f".repeat(32)), ..attachment(2) };
        insert_attachments(&storage, &[attachment(1), declared]).await;
        let mut transaction = storage.begin().await.unwrap();
        for number in [1, 2] {
            assert!(transaction.start_upload(attachment_id(number), upload_id(number), at(1), at(1), at(60)).await.unwrap());
            assert!(transaction.finish_upload(attachment_id(number), upload_id(number), &bytes(), at(2)).await.unwrap());
            assert!(!transaction.finish_upload(attachment_id(number), upload_id(number), &bytes(), at(3)).await.unwrap(), "again");
            assert!(!transaction.fail_upload(attachment_id(number), upload_id(number), "x", at(3), None).await.unwrap(), "it succeeded");
            let again = transaction.start_upload(attachment_id(number), upload_id(9), at(3), at(999), at(1_060)).await.unwrap();
            assert!(!again, "it has its bytes");
        }
        transaction.commit().await.unwrap();
        let first = read(&storage, 1).await;
        assert_eq!((first.size, first.stored_at, first.upload_lease_until), (Some(50_000_000_000), Some(at(2)), None));
        assert_eq!((first.checksum, first.sha256), (Some(bytes().md5), Some(bytes().sha256)));
        assert_eq!(read(&storage, 2).await.checksum, Some("f".repeat(32)));
        // A renewal that arrives after the end changes nothing.
        assert!(!storage.renew_upload(attachment_id(1), upload_id(1), at(5_000)).await.unwrap());
        assert!(storage.stalled_uploads(at(9_999)).await.unwrap().is_empty());
        let owned = storage.owned_uploads(&[upload_id(1), upload_id(9)]).await.unwrap();
        assert_eq!(owned.into_iter().collect::<Vec<_>>(), [upload_id(1)]);
        assert!(storage.owned_uploads(&[]).await.unwrap().is_empty());
    }

    async fn a_failed_upload_may_be_followed_by_another(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.start_upload(attachment_id(1), upload_id(1), at(1), at(1), at(60)).await.unwrap());
        // The scanner may have seen bytes that do not stay.
        assert!(transaction.publish_attachment(attachment_id(1), None, at(2)).await.unwrap());
        assert!(transaction.fail_upload(attachment_id(1), upload_id(1), "Checksum mismatch", at(3), None).await.unwrap());
        transaction.commit().await.unwrap();
        let failed = read(&storage, 1).await;
        assert_eq!((failed.status, failed.status_text.as_str()), (AttachmentStatus::Failed, "Checksum mismatch"));
        assert_eq!((failed.upload, failed.published_at), (None, None));
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.start_upload(attachment_id(1), upload_id(2), at(4), at(4), at(64)).await.unwrap());
        transaction.commit().await.unwrap();
        assert_eq!(read(&storage, 1).await.status_text, "UploadProcessing");
    }

    async fn verdicts_are_idempotent_and_a_refusal_is_final(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1)]).await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.condemn_attachment(attachment_id(1), "Malware scan failed: x", at(1)).await.unwrap());
        assert!(!transaction.condemn_attachment(attachment_id(1), "Malware scan failed: x", at(2)).await.unwrap());
        assert!(!transaction.start_upload(attachment_id(1), upload_id(1), at(2), at(2), at(62)).await.unwrap(), "never after a verdict");
        assert!(transaction.publish_attachment(attachment_id(1), None, at(3)).await.unwrap(), "it shows Published all the same");
        assert!(!transaction.publish_attachment(attachment_id(1), None, at(4)).await.unwrap());
        transaction.commit().await.unwrap();
        let shown = read(&storage, 1).await;
        assert_eq!((shown.status, shown.published_at, shown.condemned_at), (AttachmentStatus::Published, Some(at(3)), Some(at(1))));
        assert!(!shown.lets_letters_go());
    }

    async fn what_is_gone_stays_gone(database) {
        let storage = database.storage().await;
        insert_attachments(&storage, &[attachment(1), attachment(2), attachment(3)]).await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.start_upload(attachment_id(3), upload_id(3), at(1), at(1), at(60)).await.unwrap());
        assert!(transaction.purge_attachment(attachment_id(1), "Attachment has been purged", at(1)).await.unwrap());
        assert!(transaction.expire_attachment(attachment_id(2), "The attachment has expired", at(1)).await.unwrap());
        assert!(transaction.purge_attachment(attachment_id(3), "Purged", at(1)).await.unwrap());
        assert!(!transaction.finish_upload(attachment_id(3), upload_id(3), &bytes(), at(2)).await.unwrap());
        assert!(!transaction.fail_upload(attachment_id(3), upload_id(3), "x", at(2), None).await.unwrap());
        for number in 1..=3 {
            let id = attachment_id(number);
            assert!(!transaction.purge_attachment(id, "x", at(2)).await.unwrap());
            assert!(!transaction.expire_attachment(id, "x", at(2)).await.unwrap());
            assert!(!transaction.publish_attachment(id, None, at(2)).await.unwrap());
            assert!(!transaction.condemn_attachment(id, "x", at(2)).await.unwrap());
            assert!(!transaction.start_upload(id, upload_id(9), at(2), at(999), at(1_060)).await.unwrap());
        }
        transaction.commit().await.unwrap();
        assert!(!storage.renew_upload(attachment_id(3), upload_id(3), at(100)).await.unwrap());
        assert!(storage.owned_uploads(&[upload_id(3)]).await.unwrap().is_empty(), "its bytes are nobody's");
        assert!(storage.stalled_uploads(at(9_999)).await.unwrap().is_empty());
        assert_eq!(read(&storage, 1).await.status_text, "Attachment has been purged");
        assert_eq!(read(&storage, 2).await.status, AttachmentStatus::Expired);
        assert_eq!(read(&storage, 3).await.status, AttachmentStatus::Purged);
    }
}
