//! SQLite as a single node: settings, the lock against a second process, many writers in one.

use std::os::unix::fs::PermissionsExt;

use correspondence_storage::{Engine, Storage, StorageError};
use correspondence_testkit_databases::TestDatabase;

use crate::support::{content, id, insert, letter};

#[tokio::test]
async fn a_second_user_of_the_file_is_refused_until_the_first_is_gone() {
    let database = TestDatabase::sqlite();
    let first = database.storage().await;
    assert_eq!(first.engine(), Engine::Sqlite);
    let second = Storage::open(database.url(), 1).await;
    assert!(matches!(second, Err(StorageError::InUse { .. })), "{second:?}");
    insert(&first, &[letter(1)]).await;
    first.close().await;
    let second = Storage::open(database.url(), 1).await.unwrap();
    assert!(second.letter(id(1)).await.unwrap().is_some());
    assert!(first.letter(id(1)).await.is_err(), "it is closed");
}

#[tokio::test]
async fn only_this_user_can_read_the_files() {
    let database = TestDatabase::sqlite();
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    let path = database.url().strip_prefix("sqlite://").unwrap();
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mode = std::fs::metadata(format!("{path}{suffix}")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{suffix}: {mode:o}");
    }
}

#[tokio::test]
async fn other_urls_are_refused_without_telling_a_password() {
    for url in ["", "mysql://root:hemmelig@host/db", "sqlite://db.sqlite", "sqlite:", "postgres://user:hemmelig@host:port/db"] {
        let refused = Storage::open(url, 1).await;
        assert!(matches!(refused, Err(StorageError::Url(_))), "{url}: {refused:?}");
        assert!(!refused.unwrap_err().to_string().contains("hemmelig"), "{url}");
    }
    let refused = Storage::open("sqlite:///no/such/folder/db.sqlite", 1).await;
    assert!(matches!(refused, Err(StorageError::File { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_take_turns() {
    let database = TestDatabase::sqlite();
    let storage = database.storage().await;
    insert(&storage, &[letter(1)]).await;
    let writers: Vec<_> = (2..50)
        .map(|number| {
            let storage = storage.clone();
            tokio::spawn(async move {
                let mut transaction = storage.begin().await?;
                let mut text = content(number);
                text.id.0 = id(number).0;
                transaction.insert_content(&text).await?;
                transaction.insert_letters(&[letter(number)]).await?;
                transaction.commit().await?;
                // What was committed is seen at once.
                storage.letter(id(number)).await
            })
        })
        .collect();
    for writer in writers {
        assert!(writer.await.unwrap().unwrap().is_some());
    }
}
