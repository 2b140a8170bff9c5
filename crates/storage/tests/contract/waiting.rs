//! Files without a verdict are found by their time, at a cost that does not grow with the files that have one.

use correspondence_domain::attachment::StoredBytes;
use correspondence_storage::{Engine, NewAttachment, Storage, Transaction, WaitingFiles, statements};
use correspondence_testkit_databases::{TestDatabase, db_test};

use crate::raw::{Raw, rows};
use crate::support::{at, attachment, attachment_id, insert_attachments, upload_id};

/// Files one to `count`; the bytes of each came at the second of its number.
async fn stored(storage: &Storage, count: u64) -> Transaction {
    let files: Vec<NewAttachment> = (1..=count).map(attachment).collect();
    insert_attachments(storage, &files).await;
    let mut transaction = storage.begin().await.unwrap();
    for number in 1..=count {
        let (file, upload, time) = (attachment_id(number), upload_id(number), at(i64::try_from(number).unwrap()));
        let bytes = StoredBytes { size: 1, md5: "a".repeat(32), sha256: "b".repeat(64) };
        assert!(transaction.start_upload(file, upload, at(0), at(0), at(60)).await.unwrap());
        assert!(transaction.finish_upload(file, upload, &bytes, time).await.unwrap());
    }
    transaction
}

db_test! {
    async fn files_wait_from_their_bytes_to_their_verdict(database) {
        let storage = database.storage().await;
        assert_eq!(storage.waiting_files(at(9), at(0)).await.unwrap(), WaitingFiles::default());
        let mut transaction = stored(&storage, 8).await;
        transaction.publish_attachment(attachment_id(1), None, at(20)).await.unwrap();
        transaction.condemn_attachment(attachment_id(3), "x", at(20)).await.unwrap();
        transaction.purge_attachment(attachment_id(5), "x", at(20)).await.unwrap();
        transaction.expire_attachment(attachment_id(7), "x", at(20)).await.unwrap();
        transaction.commit().await.unwrap();
        insert_attachments(&storage, &[attachment(9)]).await;

        let expected = WaitingFiles { files: 3, latest: 2, oldest: Some(at(2)) };
        assert_eq!(storage.waiting_files(at(6), at(2)).await.unwrap(), expected);
        assert_eq!(storage.waiting_files(at(1), at(0)).await.unwrap(), WaitingFiles::default());
        let longest = storage.longest_waiting_files(at(100), 3).await.unwrap();
        assert_eq!(longest, [attachment_id(2), attachment_id(4), attachment_id(6)]);
    }
}

#[tokio::test]
async fn they_are_read_from_an_index_of_their_own() {
    for (database, engine) in [(TestDatabase::postgres().await, Engine::Postgres), (TestDatabase::sqlite(), Engine::Sqlite)] {
        let storage = database.storage().await;
        let mut transaction = stored(&storage, 2_000).await;
        for number in 1..=1_990 {
            transaction.publish_attachment(attachment_id(number), None, at(1)).await.unwrap();
        }
        transaction.commit().await.unwrap();
        storage.close().await;
        let mut raw = Raw::connect(&database).await;
        raw.execute("ANALYZE").await;
        for name in ["files that wait for a verdict", "files that wait longest for a verdict"] {
            let statement = statements().into_iter().find(|statement| statement.name == name).unwrap();
            let plan = match &mut raw {
                Raw::Postgres(_) => {
                    let values = if name.contains("longest") { "'infinity', 5" } else { "'infinity', '-infinity'" };
                    raw.execute(&format!("PREPARE looked AS {}", statement.postgres)).await;
                    let plan = rows(&mut raw, &format!("EXPLAIN EXECUTE looked({values})")).await;
                    raw.execute("DEALLOCATE looked").await;
                    plan.into_iter().filter_map(|mut row| row.remove(0)).collect::<Vec<_>>().join("\n")
                }
                Raw::Sqlite(connection) => {
                    let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", statement.sqlite));
                    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(connection).await.unwrap();
                    steps.into_iter().map(|(.., step)| step).collect::<Vec<_>>().join("\n")
                }
            };
            assert!(plan.contains("attachment_waiting") && !plan.contains("Sort") && !plan.contains("TEMP"), "{engine:?} {name}: {plan}");
        }
    }
}
