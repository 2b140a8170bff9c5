//! Whether the store really works: it is asked, not guessed (decision 6).

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::StreamExt;
use object_store::ObjectStore;

use crate::{BlobError, BlobStore, Place};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);

static PROBES: AtomicU64 = AtomicU64::new(0);

impl BlobStore {
    /// Asks the store: a folder is written to, a remote store lists one entry.
    ///
    /// # Errors
    /// [`BlobError`] when it fails or does not answer within 5 s.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let answer = async {
            match &self.place {
                Place::Folder(folder) => write(folder).await.map_err(|error| BlobError::Folder { folder: folder.clone(), error }),
                Place::Remote { store, prefix } => match store.list(Some(prefix)).next().await {
                    None | Some(Ok(_)) => Ok(()),
                    Some(Err(error)) => Err(BlobError::Remote(error)),
                },
            }
        };
        tokio::time::timeout(LIMIT, answer).await.unwrap_or(Err(BlobError::TimedOut(LIMIT)))
    }
}

/// Leaves no file behind, unless the process is killed between the two calls; the next process of that number takes it away.
async fn write(folder: &Path) -> std::io::Result<()> {
    let file = probe_file(folder);
    tokio::fs::write(&file, b"probe").await?;
    tokio::fs::remove_file(&file).await
}

fn probe_file(folder: &Path) -> PathBuf {
    // Calls at the same time, and processes that share the folder, must not take each other's file away.
    let number = PROBES.fetch_add(1, Ordering::Relaxed);
    folder.join(format!(".probe-{}-{number}", std::process::id()))
}
