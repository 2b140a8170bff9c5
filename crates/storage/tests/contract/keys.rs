//! Idempotent keys.

use correspondence_domain::identifiers::IdempotentKey;
use correspondence_storage::KeyOwner;
use correspondence_testkit_databases::db_test;

use crate::support::{content, id, letter, recipient, resource, sender, uuid};

const KEY: u64 = 99;

db_test! {
    async fn a_key_works_once_and_names_its_letter(database) {
        let storage = database.storage().await;
        let key = IdempotentKey(uuid(KEY));
        assert_eq!(storage.key_owner(key).await.unwrap(), None);

        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.insert_key(key, id(1)).await.unwrap(), "before its letter");
        transaction.insert_content(&content(1)).await.unwrap();
        transaction.insert_letters(&[letter(1)]).await.unwrap();
        transaction.commit().await.unwrap();

        let owner = KeyOwner { correspondence: id(1), service_owner: sender(), resource: resource(), recipient: recipient() };
        assert_eq!(storage.key_owner(key).await.unwrap(), Some(owner));
        let mut transaction = storage.begin().await.unwrap();
        assert!(!transaction.insert_key(key, id(1)).await.unwrap());
        // The transaction is not spoilt.
        assert!(transaction.insert_key(IdempotentKey(uuid(KEY + 1)), id(1)).await.unwrap());
        transaction.commit().await.unwrap();
    }

    async fn a_key_that_was_rolled_back_is_free(database) {
        let storage = database.storage().await;
        let key = IdempotentKey(uuid(KEY));
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.insert_key(key, id(1)).await.unwrap());
        drop(transaction);
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.insert_key(key, id(1)).await.unwrap());
    }

    async fn a_key_without_letter_cannot_be_committed(database) {
        let storage = database.storage().await;
        let mut transaction = storage.begin().await.unwrap();
        assert!(transaction.insert_key(IdempotentKey(uuid(KEY)), id(1)).await.unwrap());
        let error = transaction.commit().await.unwrap_err();
        assert!(!error.is_transient(), "{error}");
    }
}
