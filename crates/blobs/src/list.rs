//! Everything there is in the store, for the janitor.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use correspondence_domain::time::Timestamp;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use crate::key::ATTACHMENTS;
use crate::{BlobError, BlobKey, BlobStore, Place};

/// Entries that are read ahead.
const AHEAD: usize = 256;

/// Something in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedBlob {
    /// Whose bytes they are; none for a name that is not of ours.
    pub key: Option<BlobKey>,
    /// Name in the store, without the store's own folder or prefix.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// When they were written, by the store's clock.
    pub modified: Timestamp,
}

impl BlobStore {
    /// Everything under `attachments/`, in no order. What comes or goes meanwhile may be missing.
    pub fn list(&self) -> BoxStream<'_, Result<ListedBlob, BlobError>> {
        match &self.place {
            Place::Folder(folder) => in_folder(folder.clone()),
            Place::Remote { store, prefix } => store
                .list(Some(&prefix.clone().join(ATTACHMENTS)))
                .map_ok(|found| {
                    let path = found.location.as_ref();
                    let path = path.strip_prefix(prefix.as_ref()).unwrap_or(path).trim_start_matches('/');
                    listed(path.to_owned(), found.size, Timestamp::from_micros(found.last_modified.timestamp_micros()))
                })
                .map_err(BlobError::Remote)
                .boxed(),
        }
    }
}

fn listed(path: String, size: u64, modified: Timestamp) -> ListedBlob {
    ListedBlob { key: BlobKey::from_path(&path), path, size, modified }
}

/// When a file was written.
pub(crate) fn modified(file: &Metadata) -> io::Result<Timestamp> {
    let since = file.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX)))
}

fn in_folder(folder: PathBuf) -> BoxStream<'static, Result<ListedBlob, BlobError>> {
    let (found, taken) = mpsc::channel(AHEAD);
    spawn_blocking(move || {
        let top = folder.join(ATTACHMENTS);
        if let Err(error) = walk(&folder, &top, &found) {
            // Nobody listens any more when this fails.
            let _ = found.blocking_send(Err(BlobError::File { file: top, error }));
        }
    });
    stream::unfold(taken, |mut taken| async { taken.recv().await.map(|next| (next, taken)) }).boxed()
}

fn walk(store: &Path, folder: &Path, found: &mpsc::Sender<Result<ListedBlob, BlobError>>) -> io::Result<()> {
    let Some(entries) = unless_gone(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let Some(about) = unless_gone(entry.metadata())? else { continue };
        let path = entry.path();
        if about.is_dir() {
            walk(store, &path, found)?;
            continue;
        }
        let name = path.strip_prefix(store).unwrap_or(&path).to_string_lossy().into_owned();
        if found.blocking_send(Ok(listed(name, about.len(), modified(&about)?))).is_err() {
            return Ok(());
        }
    }
    Ok(())
}

fn unless_gone<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}
