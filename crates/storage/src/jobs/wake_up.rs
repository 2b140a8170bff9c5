//! Telling other processes that there is work: LISTEN and NOTIFY on PostgreSQL. SQLite has one process, which needs neither.
//!
//! NOTIFY is never sent inside a transaction that writes: such transactions commit one after the other. It is only a hint; whoever
//! misses one finds the work at the next poll.

use sqlx::postgres::PgListener;
use uuid::Uuid;

use crate::dialect::NOTIFY_JOBS;
use crate::error::StorageError;
use crate::open::Database;
use crate::statement::Statement;
use crate::storage::Storage;

pub(super) const NOTIFY: Statement = NOTIFY_JOBS;

const LISTEN: &str = "listen for jobs";

/// Hears of work that other processes put into the queue.
pub struct JobListener {
    listener: PgListener,
}

impl JobListener {
    /// Waits for the next hint and gives what its sender called itself. A lost connection is made anew.
    pub async fn heard(&mut self) -> Result<Option<Uuid>, StorageError> {
        let notification = self.listener.recv().await.map_err(|error| StorageError::database(LISTEN, error))?;
        Ok(notification.payload().parse().ok())
    }
}

impl Storage {
    /// Tells every listening process that there is work. `sender` lets it know its own hints.
    pub async fn notify_of_jobs(&self, sender: Uuid) -> Result<(), StorageError> {
        if matches!(self.database(), Database::Sqlite(_)) {
            return Ok(());
        }
        let mut session = self.write().await?;
        exec!(session, NOTIFY, [sender.to_string()])?;
        session.done().await
    }

    /// Begins to listen, on a connection of its own. `None`: there are no other processes.
    pub async fn listen_for_jobs(&self) -> Result<Option<JobListener>, StorageError> {
        let Database::Postgres(database) = self.database() else { return Ok(None) };
        let listen = async {
            let mut listener = PgListener::connect_with(&database.listening).await?;
            listener.listen("correspondence_jobs").await?;
            Ok(listener)
        };
        let listener = listen.await.map_err(|error| StorageError::database(LISTEN, error))?;
        Ok(Some(JobListener { listener }))
    }
}
