//! Opening a database of either engine. Opening never changes a schema and, for PostgreSQL, never connects: the first statement does.

mod postgres;
mod sqlite;

use std::time::Duration;

pub(crate) use postgres::PostgresDatabase;
pub(crate) use sqlite::SqliteDatabase;

use crate::error::StorageError;

/// How long a statement waits for a free connection before it fails as transient.
pub(crate) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// Statements that a connection keeps prepared. More than this program has, lengths of lists included, so that none pushes out another.
pub(crate) const KEPT_STATEMENTS: usize = 256;

/// Statements slower than this are logged with their text, which holds no values.
pub(crate) const SLOW: Duration = Duration::from_secs(2);

/// The pools of an open database.
pub(crate) enum Database {
    Postgres(PostgresDatabase),
    Sqlite(SqliteDatabase),
}

impl Database {
    pub(crate) async fn open(url: &str, max_connections: u32) -> Result<Self, StorageError> {
        match url.split_once(':').map(|(scheme, _)| scheme) {
            Some("postgres" | "postgresql") => PostgresDatabase::open(url, max_connections).map(Self::Postgres),
            Some("sqlite") => SqliteDatabase::open(url).await.map(Self::Sqlite),
            _ => Err(StorageError::Url("neither postgres://… nor sqlite:///…".to_owned())),
        }
    }
}
