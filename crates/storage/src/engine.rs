//! The two engines behind one set of macros.
//!
//! `exec!`, `one!`, `opt!` and `all!` run a named [`Statement`](crate::statement::Statement); `exec_rows!` and `all_rows!` run a
//! [`ListStatement`](crate::lists::ListStatement), whose length follows a list. Each expands to a match with an arm per engine that binds the *same* arguments to the
//! statement, so a repository function is written once. No function of a repository may look at [`Engine`]: what must differ belongs
//! to `dialect.rs`.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use crate::error::StorageError;
use crate::statement_count::Counter;

/// Which database is behind a [`Storage`](crate::Storage).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// PostgreSQL 15 or newer.
    Postgres,
    /// The embedded SQLite: one process, one writer.
    Sqlite,
}

/// A connection to run one statement on.
pub(crate) enum Link<'c> {
    Postgres {
        connection: &'c mut PgConnection,
        /// Statements may stay prepared.
        keeps: bool,
    },
    Sqlite(&'c mut SqliteConnection),
}

/// An open transaction of either engine.
pub(crate) enum Tx {
    Pg {
        tx: sqlx::Transaction<'static, Postgres>,
        /// Statements may stay prepared on the connection.
        keeps: bool,
    },
    Lite(sqlx::Transaction<'static, Sqlite>),
}

/// A connection taken from a pool for single statements, each its own transaction.
pub(crate) enum Held {
    Pg(PoolConnection<Postgres>),
    Lite(PoolConnection<Sqlite>),
    /// Behind a pooler that hands every transaction to another server connection, even one statement needs its transaction.
    InTransaction(Box<Tx>),
}

/// Runs single statements outside a [`Transaction`](crate::Transaction).
pub(crate) struct Session {
    pub(crate) held: Held,
    pub(crate) counter: Counter,
}

impl Tx {
    pub(crate) fn link(&mut self) -> Link<'_> {
        match self {
            Self::Pg { tx, keeps } => Link::Postgres { connection: tx, keeps: *keeps },
            Self::Lite(tx) => Link::Sqlite(tx),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Pg { tx, .. } => tx.commit().await,
            Self::Lite(tx) => tx.commit().await,
        }
        .map_err(|error| StorageError::database("COMMIT", error))
    }
}

impl Session {
    /// The connection for the next statement, which is counted.
    pub(crate) fn link(&mut self) -> Link<'_> {
        self.counter.count();
        match &mut self.held {
            Held::Pg(connection) => Link::Postgres { connection, keeps: true },
            Held::Lite(connection) => Link::Sqlite(connection),
            Held::InTransaction(tx) => tx.link(),
        }
    }

    /// Makes what was written lasting. A session that only read may be dropped instead.
    pub(crate) async fn done(self) -> Result<(), StorageError> {
        match self.held {
            Held::Pg(_) | Held::Lite(_) => Ok(()),
            Held::InTransaction(tx) => tx.commit().await,
        }
    }
}

/// Evaluates one body for the engine of a session, with the statement's text for it; errors get the statement's name.
macro_rules! on_engine {
    ($session:expr, $statement:expr, $rows:expr, $database:ident, $text:ident, $connection:ident => $body:expr) => {{
        let statement = &$statement;
        let rows: usize = $rows;
        match $session.link() {
            $crate::engine::Link::Postgres { connection: $connection, keeps } => {
                type $database = sqlx::Postgres;
                let $text = statement.text($crate::engine::Engine::Postgres, rows).kept_if(keeps);
                $body
            }
            $crate::engine::Link::Sqlite($connection) => {
                type $database = sqlx::Sqlite;
                let $text = statement.text($crate::engine::Engine::Sqlite, rows);
                $body
            }
        }
        .map_err(|error| $crate::StorageError::database(statement.name, error))
    }};
}

/// Runs a statement and gives the number of rows it changed: `exec!(session, STATEMENT, [argument, …])`.
macro_rules! exec {
    ($session:expr, $statement:expr, [$($argument:expr),* $(,)?]) => {
        on_engine!($session, $statement, 0, Database, text, connection => {
            sqlx::query::<Database>(text.sql).persistent(text.kept)$(.bind($argument))*
                .execute(connection).await.map(|done| done.rows_affected())
        })
    };
}

/// Fetches with one of sqlx's methods; `one!`, `opt!` and `all!` name it.
macro_rules! fetch {
    ($method:ident, $session:expr, $statement:expr, $row:ty, [$($argument:expr),*]) => {
        on_engine!($session, $statement, 0, Database, text, connection => {
            sqlx::query_as::<Database, $row>(text.sql).persistent(text.kept)$(.bind($argument))*
                .$method(connection).await
        })
    };
}

/// Fetches the one row of a statement that always has one: `one!(session, STATEMENT, Row, [argument, …])`.
macro_rules! one {
    ($session:expr, $statement:expr, $row:ty, [$($argument:expr),* $(,)?]) => {
        fetch!(fetch_one, $session, $statement, $row, [$($argument),*])
    };
}

/// Fetches the row, if there is one.
macro_rules! opt {
    ($session:expr, $statement:expr, $row:ty, [$($argument:expr),* $(,)?]) => {
        fetch!(fetch_optional, $session, $statement, $row, [$($argument),*])
    };
}

/// Fetches every row.
macro_rules! all {
    ($session:expr, $statement:expr, $row:ty, [$($argument:expr),* $(,)?]) => {
        fetch!(fetch_all, $session, $statement, $row, [$($argument),*])
    };
}

/// Runs a statement over a list: `exec_rows!(session, LIST, [argument, …], items, item => [column, …])`. The number of arguments
/// and columns is checked against the [`ListStatement`](crate::lists::ListStatement) when the program is compiled.
macro_rules! exec_rows {
    ($session:expr, $statement:expr, [$($argument:expr),* $(,)?], $items:expr, $item:ident => [$($column:expr),* $(,)?]) => {{
        const { $statement.check(&[$(stringify!($argument)),*], &[$(stringify!($column)),*]) };
        let items = $items;
        on_engine!($session, $statement, items.len(), Database, text, connection => {
            let mut query = sqlx::query::<Database>(text.sql).persistent(text.kept)$(.bind($argument))*;
            for $item in items.iter() {
                query = query$(.bind($column))*;
            }
            query.execute(connection).await.map(|done| done.rows_affected())
        })
    }};
}

/// As `exec_rows!`, fetching what the statement returns: `all_rows!(session, LIST, Row, [argument, …], items, item => [column, …])`.
macro_rules! all_rows {
    ($session:expr, $statement:expr, $row:ty, [$($argument:expr),* $(,)?], $items:expr, $item:ident => [$($column:expr),* $(,)?]) => {{
        const { $statement.check(&[$(stringify!($argument)),*], &[$(stringify!($column)),*]) };
        let items = $items;
        on_engine!($session, $statement, items.len(), Database, text, connection => {
            let mut query = sqlx::query_as::<Database, $row>(text.sql).persistent(text.kept)$(.bind($argument))*;
            for $item in items.iter() {
                query = query$(.bind($column))*;
            }
            query.fetch_all(connection).await
        })
    }};
}
