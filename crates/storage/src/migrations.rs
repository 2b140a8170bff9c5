//! Migrations: what the schema is, and how it gets there.
//!
//! Each is a pair of files of one number, embedded in the program. It is applied in a transaction of its own together with its row
//! in `schema_version`, so a killed migration leaves nothing half done. Changes are expand/contract: `readable_since` of a migration
//! is the oldest schema version whose programs still work on the result, and lets two versions run side by side during an upgrade.

use sha2::{Digest, Sha256};

use crate::dialect::{CREATE_SCHEMA_VERSION, LOCK_MIGRATIONS};
use crate::engine::Link;
use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;

/// A step of the schema.
pub(crate) struct Migration {
    /// Number of its files; consecutive from 1.
    pub(crate) version: i32,
    pub(crate) name: &'static str,
    /// Oldest schema version whose programs can use the schema after this step.
    pub(crate) readable_since: i32,
    pub(crate) postgres: &'static str,
    pub(crate) sqlite: &'static str,
}

macro_rules! migrations {
    ($($version:literal $name:literal readable since $readable_since:literal;)+) => {
        /// Every migration, in order. A test compares this list with the folders.
        pub(crate) const MIGRATIONS: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            readable_since: $readable_since,
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
        }),+];
    };
}

migrations! {
    1 "0001_letters" readable since 1;
    2 "0002_jobs" readable since 1;
    3 "0003_attachments" readable since 3;
    4 "0004_logins" readable since 3;
}

const NEWEST: Statement =
    Statement::new("newest schema version", "SELECT version, readable_since FROM schema_version ORDER BY version DESC LIMIT 1");

const RECORD: Statement =
    Statement::new("record schema version", "INSERT INTO schema_version (version, readable_since, name) VALUES ($1, $2, $3)");

/// The statements of this module. `CREATE_SCHEMA_VERSION` is not among them: it runs before there is a schema.
pub(crate) const STATEMENTS: &[&Statement] = &[&NEWEST, &RECORD, &LOCK_MIGRATIONS];

/// The schema version this program was built for.
fn own_version() -> i32 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Applies what is missing.
pub(crate) async fn migrate(storage: &Storage) -> Result<Vec<String>, StorageError> {
    let mut applied = Vec::new();
    while let Some(name) = apply_next(storage).await? {
        applied.push(name.to_owned());
    }
    Ok(applied)
}

/// Applies the first missing migration. The lock is taken anew for each, so several instances may take turns.
async fn apply_next(storage: &Storage) -> Result<Option<&'static str>, StorageError> {
    let mut transaction = storage.begin().await?;
    one!(transaction, LOCK_MIGRATIONS, (i32,), [])?;
    exec!(transaction, CREATE_SCHEMA_VERSION, [])?;
    let newest: Option<(i32, i32)> = opt!(transaction, NEWEST, (i32, i32), [])?;
    let found = newest.map_or(0, |(version, _)| version);
    let Some(migration) = MIGRATIONS.iter().find(|migration| migration.version > found) else {
        transaction.commit().await?;
        return Ok(None);
    };
    match transaction.link() {
        Link::Postgres { connection, .. } => sqlx::raw_sql(migration.postgres).execute(connection).await.map(|_| ()),
        Link::Sqlite(connection) => sqlx::raw_sql(migration.sqlite).execute(connection).await.map(|_| ()),
    }
    .map_err(|error| StorageError::database(migration.name, error))?;
    exec!(transaction, RECORD, [migration.version, migration.readable_since, migration.name])?;
    transaction.commit().await?;
    Ok(Some(migration.name))
}

/// Compares the schema with what this program needs.
pub(crate) async fn check(storage: &Storage) -> Result<(), StorageError> {
    let needed = own_version();
    let newest = match opt!(storage.read().await?, NEWEST, (i32, i32), []) {
        Err(StorageError::Statement { problem, .. }) if problem.is_missing_table() => None,
        newest => newest?,
    };
    let (found, readable_since) = newest.unwrap_or((0, 0));
    if found < needed {
        return Err(StorageError::SchemaTooOld { found, needed });
    }
    if readable_since > needed {
        return Err(StorageError::SchemaTooNew { readable_since, own: needed });
    }
    Ok(())
}

/// SHA-256 over every migration of both engines, as hexadecimal digits: tells whether a database made earlier for tests is still of
/// the schema that this program makes.
#[must_use]
pub fn schema_digest() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATIONS {
        hash.update(migration.postgres);
        hash.update(migration.sqlite);
    }
    hash.finalize().iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02x}"))
}
