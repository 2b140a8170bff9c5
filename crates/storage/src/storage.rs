//! An open database: where reads and transactions begin.

use std::fmt;
use std::sync::Arc;

use crate::engine::{Engine, Held, Session, Tx};
use crate::error::StorageError;
use crate::migrations;
use crate::open::Database;
use crate::statement::Statement;
use crate::statement_count::Counter;
use crate::transaction::Transaction;

/// An open database. Clones share its connections.
#[derive(Clone)]
pub struct Storage {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    counter: Counter,
}

const PING: Statement = Statement::new("ping", "SELECT count(*) FROM schema_version");

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[&PING];

impl Storage {
    /// Opens `postgres://…` or `sqlite:///absolute/path`. PostgreSQL is connected to when the first statement runs. SQLite's file is
    /// created when it is missing, in a folder that exists; `max_connections` does not concern it.
    ///
    /// # Errors
    /// [`StorageError::Url`], [`StorageError::InUse`] and [`StorageError::File`], or what SQLite says about its file.
    pub async fn open(url: &str, max_connections: u32) -> Result<Self, StorageError> {
        let database = Database::open(url, max_connections).await?;
        Ok(Self { inner: Arc::new(Inner { database, counter: Counter::default() }) })
    }

    /// Which engine this is: for logs and for operators, not for choosing between statements.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.inner.database {
            Database::Postgres(_) => Engine::Postgres,
            Database::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// Asks the database a question that only a usable one answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        one!(self.read().await?, PING, (i64,), []).map(|_| ())
    }

    /// Waits for running statements, then closes the connections and gives the SQLite file free. Statements begun later fail.
    pub async fn close(&self) {
        match &self.inner.database {
            Database::Postgres(database) => {
                database.listening.close().await;
                database.pool.close().await;
            }
            Database::Sqlite(database) => database.close().await,
        }
    }

    /// Applies the migrations that are missing and gives their names. Safe to call from several instances at once.
    pub async fn migrate(&self) -> Result<Vec<String>, StorageError> {
        migrations::migrate(self).await
    }

    /// Whether this program can use the schema as it is.
    ///
    /// # Errors
    /// [`StorageError::SchemaTooOld`] or [`StorageError::SchemaTooNew`].
    pub async fn check_schema(&self) -> Result<(), StorageError> {
        migrations::check(self).await
    }

    /// Begins a transaction that may write. Dropping it rolls back.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        Ok(Transaction::new(self.begin_tx().await?, self.inner.counter.clone()))
    }

    /// Statements run so far by all clones, BEGIN and COMMIT not counted.
    #[must_use]
    pub fn statement_count(&self) -> u64 {
        self.inner.counter.total()
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Session, StorageError> {
        let held = match &self.inner.database {
            Database::Postgres(database) if database.pooled_by_transaction => Held::InTransaction(Box::new(self.begin_tx().await?)),
            Database::Postgres(database) => Held::Pg(database.pool.acquire().await.map_err(acquiring)?),
            Database::Sqlite(database) => Held::Lite(database.readers.acquire().await.map_err(acquiring)?),
        };
        Ok(Session { held, counter: self.inner.counter.clone() })
    }

    /// A connection for a single statement that writes; [`Session::done`] ends it.
    pub(crate) async fn write(&self) -> Result<Session, StorageError> {
        match &self.inner.database {
            Database::Postgres(_) => self.read().await,
            Database::Sqlite(database) => {
                let held = Held::Lite(database.writer.acquire().await.map_err(acquiring)?);
                Ok(Session { held, counter: self.inner.counter.clone() })
            }
        }
    }

    /// The pools, for what only one engine has.
    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }

    async fn begin_tx(&self) -> Result<Tx, StorageError> {
        match &self.inner.database {
            Database::Postgres(database) => {
                let keeps = !database.pooled_by_transaction;
                database.pool.begin().await.map(|tx| Tx::Pg { tx, keeps })
            }
            Database::Sqlite(database) => database.writer.begin_with("BEGIN IMMEDIATE").await.map(Tx::Lite),
        }
        .map_err(|error| StorageError::database("BEGIN", error))
    }
}

fn acquiring(error: sqlx::Error) -> StorageError {
    StorageError::database("connect", error)
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
