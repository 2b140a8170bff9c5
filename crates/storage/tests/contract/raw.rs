//! A connection beside the storage, to look at what it hides.

use correspondence_storage::Engine;
use correspondence_testkit_databases::TestDatabase;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

pub(crate) enum Raw {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Raw {
    pub(crate) async fn connect(database: &TestDatabase) -> Self {
        match database.engine() {
            Engine::Postgres => Self::Postgres(PgConnection::connect(database.url()).await.unwrap()),
            Engine::Sqlite => Self::Sqlite(SqliteConnection::connect(database.url()).await.unwrap()),
        }
    }

    pub(crate) async fn execute(&mut self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()).unwrap(),
            Self::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(|_| ()).unwrap(),
        }
    }
}

/// The rows of a query whose columns are all texts.
pub(crate) async fn rows(raw: &mut Raw, sql: &str) -> Vec<Vec<Option<String>>> {
    let sql = AssertSqlSafe(sql.to_owned());
    match raw {
        Raw::Postgres(connection) => {
            let rows = sqlx::raw_sql(sql).fetch_all(connection).await.unwrap();
            rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
        }
        Raw::Sqlite(connection) => {
            let rows = sqlx::raw_sql(sql).fetch_all(connection).await.unwrap();
            rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect()
        }
    }
}
