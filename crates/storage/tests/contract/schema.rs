//! The schema is the same on both engines, and every statement fits it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use correspondence_storage::{Engine, Storage, StorageError, statements};
use correspondence_testkit_databases::{TestDatabase, db_test};
use sqlx::{AssertSqlSafe, Column, Executor, SqlSafeStr, Statement};

use crate::raw::{Raw, rows};

fn source_files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { source_files(&path) } else { vec![path] }
        })
        .collect()
}

/// The text with every placeholder written alike.
fn without_numbers(sql: &str) -> String {
    let mut plain = String::new();
    let mut characters = sql.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '$' && characters.peek().is_some_and(char::is_ascii_digit) {
            while characters.next_if(char::is_ascii_digit).is_some() {}
            plain.push('?');
        } else {
            plain.push(character);
        }
    }
    plain
}

#[tokio::test]
async fn every_statement_prepares_on_both_engines_with_the_same_columns() {
    let (postgres, sqlite) = (TestDatabase::postgres().await, TestDatabase::sqlite());
    let _open = sqlite.storage().await;
    let Raw::Postgres(mut postgres) = Raw::connect(&postgres).await else { unreachable!() };
    let Raw::Sqlite(mut sqlite) = Raw::connect(&sqlite).await else { unreachable!() };
    for statement in statements() {
        let on_postgres = postgres.prepare(AssertSqlSafe(statement.postgres.clone()).into_sql_str()).await;
        let on_postgres = on_postgres.unwrap_or_else(|error| panic!("{} on PostgreSQL: {error}", statement.name));
        let on_sqlite = sqlite.prepare(AssertSqlSafe(statement.sqlite.clone()).into_sql_str()).await;
        let on_sqlite = on_sqlite.unwrap_or_else(|error| panic!("{} on SQLite: {error}", statement.name));
        let names = |columns: Vec<&str>| columns.into_iter().map(str::to_lowercase).collect::<Vec<_>>();
        let postgres_names = names(on_postgres.columns().iter().map(Column::name).collect());
        let sqlite_names = names(on_sqlite.columns().iter().map(Column::name).collect());
        // Columns without a name of their own, such as count(*), are read by position.
        let has_a_name = |name: &String| name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
        if sqlite_names.iter().all(has_a_name) && statement.postgres == statement.sqlite {
            assert_eq!(postgres_names, sqlite_names, "{}", statement.name);
        }
    }
}

#[test]
fn every_statement_is_registered_under_a_name_of_its_own() {
    let registered = statements();
    let names: BTreeSet<_> = registered.iter().map(|statement| statement.name).collect();
    assert_eq!(names.len(), registered.len());

    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let declared: usize = source_files(&source)
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            text.matches("Statement::new(").count() + text.matches(" name: \"").count()
        })
        .sum();
    // The one that is not registered makes the table that the first migration is recorded in.
    assert_eq!(declared, registered.len() + 1, "a statement is not in the list of its module");
}

/// Foundation of having one copy: the statements whose texts differ are known by name.
#[test]
fn few_statements_have_two_texts() {
    let different: Vec<_> = statements()
        .into_iter()
        .filter(|statement| without_numbers(&statement.postgres) != without_numbers(&statement.sqlite))
        .map(|statement| statement.name)
        .collect();
    insta::assert_snapshot!(different.join("\n"));
    // Locking rows is one difference, in however many statements it stands.
    let without_lock = |text: &str| without_numbers(&text.replace(" FOR NO KEY UPDATE", ""));
    let otherwise =
        statements().into_iter().filter(|statement| without_lock(&statement.postgres) != without_lock(&statement.sqlite)).count();
    assert!(otherwise <= 8, "{different:?}");
}

#[test]
fn the_folders_of_migrations_have_the_same_files() {
    let folder = |engine| {
        let mut names: Vec<_> = source_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine))
            .into_iter()
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    };
    let names = folder("postgres");
    assert_eq!(names, folder("sqlite"));
    for (at, name) in names.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", at + 1)), "{name} is out of sequence");
    }
}

#[tokio::test]
async fn the_catalogues_of_both_engines_agree() {
    let (postgres, sqlite) = (TestDatabase::postgres().await, TestDatabase::sqlite());
    let _open = sqlite.storage().await;
    let (postgres, sqlite) = (crate::catalogue::of_postgres(&postgres).await, crate::catalogue::of_sqlite(&sqlite).await);
    assert_eq!(postgres.keys().collect::<Vec<_>>(), sqlite.keys().collect::<Vec<_>>(), "tables");
    for (table, described) in &postgres {
        assert_eq!(described, &sqlite[table], "{table}");
    }
    assert!(postgres["correspondence"].columns.len() > 30, "the catalogue was read: {postgres:?}");
}

db_test! {
    async fn migrating_again_changes_nothing(database) {
        let storage = database.storage().await;
        assert!(storage.migrate().await.unwrap().is_empty());
        storage.check_schema().await.unwrap();
        storage.ping().await.unwrap();
    }
}

async fn empty_databases() -> [TestDatabase; 2] {
    [TestDatabase::unmigrated(Engine::Postgres).await, TestDatabase::unmigrated(Engine::Sqlite).await]
}

#[tokio::test]
async fn an_empty_database_is_refused_until_it_is_migrated() {
    for database in empty_databases().await {
        let storage = Storage::open(database.url(), 2).await.unwrap();
        assert!(matches!(storage.check_schema().await, Err(StorageError::SchemaTooOld { found: 0, .. })));
        assert!(storage.ping().await.is_err());
        let applied = storage.migrate().await.unwrap();
        assert_eq!(applied.first().map(String::as_str), Some("0001_letters"));
        storage.check_schema().await.unwrap();
        storage.ping().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_together_migrate_once() {
    let database = TestDatabase::unmigrated(Engine::Postgres).await;
    let instances: Vec<_> = (0..8)
        .map(|_| {
            let url = database.url().to_owned();
            tokio::spawn(async move {
                let storage = Storage::open(&url, 2).await?;
                let applied = storage.migrate().await?;
                storage.check_schema().await?;
                Ok::<_, StorageError>(applied)
            })
        })
        .collect();
    let mut applied = Vec::new();
    for instance in instances {
        applied.extend(instance.await.unwrap().unwrap());
    }
    applied.sort();
    let unique: BTreeSet<_> = applied.iter().collect();
    assert_eq!(unique.len(), applied.len());
    assert!(!applied.is_empty());
}

#[tokio::test]
async fn a_newer_schema_is_accepted_while_it_can_be_read() {
    for engine in [Engine::Postgres, Engine::Sqlite] {
        let database = TestDatabase::of(engine).await;
        let storage = database.storage().await;
        let mut raw = Raw::connect(&database).await;
        raw.execute("INSERT INTO schema_version (version, readable_since, name) VALUES (1000, 1, 'expanded')").await;
        storage.check_schema().await.unwrap();
        assert!(storage.migrate().await.unwrap().is_empty());
        raw.execute("INSERT INTO schema_version (version, readable_since, name) VALUES (1001, 1000, 'contracted')").await;
        let refused = storage.check_schema().await;
        assert!(matches!(refused, Err(StorageError::SchemaTooNew { readable_since: 1000, .. })), "{refused:?}");
        raw.execute("DELETE FROM schema_version").await;
        assert!(matches!(storage.check_schema().await, Err(StorageError::SchemaTooOld { found: 0, .. })));
    }
}

#[tokio::test]
async fn the_time_of_a_migration_is_recorded() {
    let database = TestDatabase::postgres().await;
    let mut raw = Raw::connect(&database).await;
    let recorded = rows(&mut raw, "SELECT count(*)::text FROM schema_version WHERE applied_at > now() - interval '1 day'").await;
    assert!(recorded[0][0].as_deref().unwrap() >= "1");
    let database = TestDatabase::sqlite();
    let _open = database.storage().await;
    let mut raw = Raw::connect(&database).await;
    let recorded =
        rows(&mut raw, "SELECT CAST(count(*) AS TEXT) FROM schema_version WHERE applied_at > (unixepoch() - 86400) * 1000000").await;
    assert!(recorded[0][0].as_deref().unwrap() >= "1");
}
