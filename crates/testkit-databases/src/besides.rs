//! A connection besides those of the program, for what only somebody else can do to its database: be in its way, or let time pass.

use std::str::FromStr;
use std::time::{Duration, Instant};

use correspondence_storage::Engine;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection as _, Executor as _};

use crate::test_database::TestDatabase;

/// How long a statement waits for the program's writers.
const PATIENCE: Duration = Duration::from_secs(20);

/// Keeps the program from writing, until it is released or dropped.
#[derive(Debug)]
pub struct Obstacle(Connection);

#[derive(Debug)]
enum Connection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Connection {
    async fn to(database: &TestDatabase) -> Result<Self, sqlx::Error> {
        match database.engine() {
            Engine::Postgres => PgConnection::connect(database.url()).await.map(Self::Postgres),
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(database.url())?.busy_timeout(PATIENCE);
                options.connect().await.map(Self::Sqlite)
            }
        }
    }

    async fn run(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        match self {
            Self::Postgres(connection) => connection.execute(statement).await.map(|_| ()),
            Self::Sqlite(connection) => connection.execute(statement).await.map(|_| ()),
        }
    }
}

impl TestDatabase {
    /// Takes all attachments for itself: the program reads them and waits when it wants to change one. On SQLite nothing else can be
    /// written either, and the program waits for five seconds only.
    pub async fn hold_attachments(&self) -> Obstacle {
        let held = async {
            let mut connection = Connection::to(self).await?;
            match self.engine() {
                Engine::Postgres => connection.run("BEGIN; SELECT id FROM attachment FOR UPDATE").await?,
                Engine::Sqlite => connection.run("BEGIN IMMEDIATE").await?,
            }
            Ok::<_, sqlx::Error>(Obstacle(connection))
        };
        held.await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Ends every lease, as a minute does in which nobody renews it: leases follow the clock of the machine, which no test can move.
    pub async fn let_leases_run_out(&self) {
        let ended = async {
            let mut connection = Connection::to(self).await?;
            let statement = match self.engine() {
                Engine::Postgres => {
                    "UPDATE attachment SET upload_lease_until = 'epoch' WHERE upload_lease_until IS NOT NULL; \
                     UPDATE job SET leased_until = 'epoch' WHERE leased_until IS NOT NULL"
                }
                Engine::Sqlite => {
                    "UPDATE attachment SET upload_lease_until = 0 WHERE upload_lease_until IS NOT NULL; \
                     UPDATE job SET leased_until = 0 WHERE leased_until IS NOT NULL"
                }
            };
            connection.run(statement).await
        };
        ended.await.unwrap_or_else(|error| panic!("{error}"));
    }
}

impl Obstacle {
    /// Breaks the connection of whoever waits for what it holds, once somebody does.
    pub async fn break_whoever_waits(&mut self) {
        const BREAK: &str =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let Connection::Postgres(connection) = &mut self.0 else { panic!("SQLite has no connections to break") };
        let begun = Instant::now();
        while connection.execute(BREAK).await.unwrap_or_else(|error| panic!("{error}")).rows_affected() == 0 {
            assert!(begun.elapsed() < PATIENCE, "nobody waits for the attachments");
        }
    }

    /// Out of the way.
    pub async fn release(mut self) {
        self.0.run("ROLLBACK").await.unwrap_or_else(|error| panic!("{error}"));
    }
}
