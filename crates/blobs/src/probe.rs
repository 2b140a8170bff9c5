//! Whether the store really works: it is asked, not guessed (decision 6).

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt;
use object_store::ObjectStore;
use tokio::task::spawn_blocking;

use crate::{BlobError, BlobStore, Place};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);

impl BlobStore {
    /// Asks the store: a folder is written to, a remote store lists one entry.
    ///
    /// # Errors
    /// [`BlobError`] when it fails or does not answer within 5 s.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let answer = async {
            match &self.place {
                Place::Folder(folder) => write(folder.clone()).await.map_err(|error| BlobError::Folder { folder: folder.clone(), error }),
                Place::Remote { store, prefix } => match store.list(Some(prefix)).next().await {
                    None | Some(Ok(_)) => Ok(()),
                    Some(Err(error)) => Err(BlobError::Remote(error)),
                },
            }
        };
        tokio::time::timeout(LIMIT, answer).await.unwrap_or(Err(BlobError::TimedOut(LIMIT)))
    }
}

/// The file has no name: nothing of it stays, whatever ends the process or the question.
async fn write(folder: PathBuf) -> io::Result<()> {
    spawn_blocking(move || tempfile::tempfile_in(folder)?.write_all(b"probe")).await.map_err(io::Error::other)?
}
