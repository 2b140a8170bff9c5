//! PostgreSQL: one pool for statements, and the way to a connection that listens.
//!
//! `?statement-cache-capacity=0` in the URL is for a pooler in transaction mode that does not track prepared statements (pgbouncer
//! before 1.21): nothing stays prepared, and every statement runs inside a transaction, which such a pooler keeps on one server.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};

use super::{ACQUIRE_TIMEOUT, KEPT_STATEMENTS, SLOW};
use crate::error::StorageError;

/// A connection idle for longer is asked whether it still lives before it is used, so that a restarted server costs no request.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);

/// URL parameter that sets how many statements a connection keeps prepared.
const CACHE_PARAMETER: &str = "statement-cache-capacity";

/// A PostgreSQL database.
pub(crate) struct PostgresDatabase {
    pub(crate) pool: PgPool,
    /// At most one connection, for LISTEN; it does not take part in the pool of the statements.
    pub(crate) listening: PgPool,
    /// Nothing may be kept on a connection between transactions.
    pub(crate) pooled_by_transaction: bool,
}

impl PostgresDatabase {
    pub(crate) fn open(url: &str, max_connections: u32) -> Result<Self, StorageError> {
        let capacity = parameter(url, CACHE_PARAMETER);
        let mut options =
            PgConnectOptions::from_str(url).map_err(|_| StorageError::Url("the postgres url has a part of unknown form".to_owned()))?;
        if capacity.is_none() {
            options = options.statement_cache_capacity(KEPT_STATEMENTS);
        }
        if options.get_application_name().is_none() {
            options = options.application_name("correspondence");
        }
        let options = options.log_statements(log::LevelFilter::Off).log_slow_statements(log::LevelFilter::Warn, SLOW);
        let pool = PgPoolOptions::new()
            .max_connections(max_connections.max(1))
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .before_acquire(|connection, state| {
                Box::pin(async move { if state.idle_for < TRUSTED_IDLE { Ok(true) } else { connection.ping().await.map(|()| true) } })
            })
            .connect_lazy_with(options.clone());
        let listening = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_lazy_with(options);
        Ok(Self { pool, listening, pooled_by_transaction: capacity == Some("0") })
    }
}

/// The value of a query parameter of a URL, as it is written there.
fn parameter<'u>(url: &'u str, name: &str) -> Option<&'u str> {
    let (_, query) = url.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use correspondence_domain::identifiers::CorrespondenceId;
    use correspondence_testkit_databases::TestDatabase;
    use jiff::SignedDuration;
    use uuid::Uuid;

    use crate::statement::Statement;
    use crate::storage::Storage;

    const PREPARED: Statement = Statement::new("prepared", "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'sqlx%'");

    /// Statements that the one connection has kept after reads, a write and a list.
    async fn kept(url: &str) -> i64 {
        let storage = Storage::open(url, 1).await.unwrap();
        storage.clock_offset().await.unwrap();
        storage.advance_clock(SignedDuration::from_secs(1)).await.unwrap();
        storage.letters_and_contents(&[CorrespondenceId(Uuid::nil())]).await.unwrap();
        let mut transaction = storage.begin().await.unwrap();
        transaction.unlink_dialog(CorrespondenceId(Uuid::nil())).await.unwrap();
        one!(transaction, PREPARED, (i64,), []).unwrap().0
    }

    #[tokio::test]
    async fn nothing_stays_prepared_behind_a_pooler_in_transaction_mode() {
        let database = TestDatabase::postgres().await;
        assert!(kept(database.url()).await >= 4);
        assert_eq!(kept(&format!("{}&statement-cache-capacity=0", database.url())).await, 0);
    }
}
