//! SQLite: one writer, a few readers, and a lock file, because the database belongs to one process.
//!
//! Writers queue for the one connection, so a statement never meets a lock of its own process. `synchronous=FULL` makes a commit
//! durable before it returns.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqlitePool};

use super::{ACQUIRE_TIMEOUT, KEPT_STATEMENTS, SLOW};
use crate::error::StorageError;

/// How long to wait for another process that has the file open, such as a back-up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const READERS: u32 = 4;

/// A SQLite database.
pub(crate) struct SqliteDatabase {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    lock: Mutex<Option<File>>,
}

impl SqliteDatabase {
    pub(crate) async fn open(url: &str) -> Result<Self, StorageError> {
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|_| StorageError::Url("a sqlite url has the form sqlite:///absolute/path".to_owned()))?;
        let path = options.get_filename().to_path_buf();
        if !path.is_absolute() {
            return Err(StorageError::Url("a sqlite url has the form sqlite:///absolute/path".to_owned()));
        }
        let lock = lock(&path)?;
        // Created here so that only this user can read the letters; SQLite gives its other files the same mode.
        open_private(&path)?;
        let options = options
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .synchronous(SqliteSynchronous::Full)
            .statement_cache_capacity(KEPT_STATEMENTS)
            .log_statements(log::LevelFilter::Off)
            .log_slow_statements(log::LevelFilter::Warn, SLOW);
        let pool =
            SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false).max_lifetime(None).idle_timeout(None);
        // The writer connects first: it is the one that may have to recover the log of a killed process.
        let writer = pool
            .clone()
            .max_connections(1)
            .connect_with(options.clone().journal_mode(SqliteJournalMode::Wal))
            .await
            .map_err(|error| StorageError::database("open", error))?;
        let readers = pool.max_connections(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
        Ok(Self { writer, readers, lock: Mutex::new(Some(lock)) })
    }

    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// The system releases the lock when the process ends, however it ends.
fn lock(database: &Path) -> Result<File, StorageError> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = PathBuf::from(path);
    let file = open_private(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StorageError::InUse { path: database.display().to_string() }),
        Err(TryLockError::Error(error)) => Err(StorageError::File { path: path.display().to_string(), error }),
    }
}

fn open_private(path: &Path) -> Result<File, StorageError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| StorageError::File { path: path.display().to_string(), error })
}
