//! Everything there is in the store, page by page, for the janitor.
//!
//! Where a page ended is the store's own word for it: the names of a remote store need not come in order, and Azure cannot begin at a
//! name, but every store goes on after the page that it gave.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use correspondence_domain::identifiers::UploadId;
use correspondence_domain::time::Timestamp;
use object_store::list::PaginatedListOptions;
use tokio::task::spawn_blocking;

use crate::key::ATTACHMENTS;
use crate::{BlobError, BlobKey, BlobStore, Place, Remote};

/// Most entries that remote stores give in one answer.
const PAGE: usize = 1000;

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

/// A part of what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPage {
    /// May be empty although there are further pages.
    pub blobs: Vec<ListedBlob>,
    /// What the next page is asked for with, today or later; none after the last one. No secret, and nothing to be understood.
    pub next: Option<String>,
}

impl BlobStore {
    /// What lies under `attachments/`, `most` entries or fewer: from the beginning, or `from` where a page before ended. What comes or
    /// goes between the first page and the last may be missing; everything else is in exactly one of them.
    ///
    /// A process that is killed can leave a folder without a file. Those that nobody changed since `abandoned` are removed on the way.
    ///
    /// # Errors
    /// [`BlobError`] when the store does not answer, or does not know `from` any more.
    pub async fn list(&self, from: Option<&str>, most: usize, abandoned: Timestamp) -> Result<ListedPage, BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let walk = Walk { store: folder.clone(), after: from.unwrap_or_default().into(), most, abandoned, found: Vec::new() };
                spawn_blocking(move || walk.page()).await.map_err(|_| BlobError::Stopped)?
            }
            Place::Remote { store, prefix } => in_remote(&**store, prefix, from, most).await,
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

async fn in_remote(
    store: &dyn Remote,
    prefix: &object_store::path::Path,
    from: Option<&str>,
    most: usize,
) -> Result<ListedPage, BlobError> {
    let below = format!("{}/", prefix.clone().join(ATTACHMENTS));
    let options = PaginatedListOptions { page_token: from.map(str::to_owned), max_keys: Some(most.min(PAGE)), ..Default::default() };
    let page = store.list_paginated(Some(&below), options).await.map_err(BlobError::Remote)?;
    let blobs = page.result.objects.into_iter().map(|found| {
        let path = found.location.as_ref();
        let path = path.strip_prefix(prefix.as_ref()).unwrap_or(path).trim_start_matches('/');
        listed(path.to_owned(), found.size, Timestamp::from_micros(found.last_modified.timestamp_micros()))
    });
    Ok(ListedPage { blobs: blobs.collect(), next: page.page_token })
}

/// A walk through a folder in the order of names. No more of them are held than a page has, however many there are.
struct Walk {
    store: PathBuf,
    /// The last file of the page before, below the store.
    after: PathBuf,
    most: usize,
    abandoned: Timestamp,
    found: Vec<ListedBlob>,
}

impl Walk {
    fn page(mut self) -> Result<ListedPage, BlobError> {
        self.folder(Path::new(ATTACHMENTS)).map_err(BlobError::file(self.store.join(ATTACHMENTS)))?;
        let next = self.found.last().filter(|_| self.is_full()).map(|last| last.path.clone());
        Ok(ListedPage { blobs: self.found, next })
    }

    const fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut seen: Option<OsString> = None;
        loop {
            let names = self.next_names(folder, seen.as_deref())?;
            for name in &names {
                if self.is_full() {
                    return Ok(());
                }
                self.entry(&folder.join(name))?;
            }
            if names.len() < self.most {
                return Ok(());
            }
            seen = names.into_iter().next_back();
        }
    }

    /// The first names of a folder that this page may need, after those that it has `seen`.
    fn next_names(&self, folder: &Path, seen: Option<&OsStr>) -> io::Result<BTreeSet<OsString>> {
        let mut names = BTreeSet::new();
        let Some(entries) = unless_gone(fs::read_dir(self.store.join(folder)))? else { return Ok(names) };
        for entry in entries {
            let name = entry?.file_name();
            let path = folder.join(&name);
            let is_ahead = path > self.after || self.after.starts_with(&path);
            if is_ahead && seen.is_none_or(|seen| *name > *seen) {
                names.insert(name);
                if names.len() > self.most {
                    names.pop_last();
                }
            }
        }
        Ok(names)
    }

    fn entry(&mut self, path: &Path) -> io::Result<()> {
        let Some(about) = unless_gone(fs::symlink_metadata(self.store.join(path)))? else { return Ok(()) };
        if about.is_dir() {
            self.folder(path)?;
            if modified(&about)? < self.abandoned && is_of_upload(path) {
                // Fails as long as there is something in it.
                let _ = fs::remove_dir(self.store.join(path));
            }
        } else if path > self.after.as_path() {
            self.found.push(listed(path.to_string_lossy().into_owned(), about.len(), modified(&about)?));
        }
        Ok(())
    }
}

/// Others' folders are left alone.
fn is_of_upload(folder: &Path) -> bool {
    let name = folder.strip_prefix(ATTACHMENTS).ok().and_then(Path::to_str);
    name.is_some_and(|name| name.parse::<UploadId>().is_ok())
}

/// None for what is not there.
pub(crate) fn unless_gone<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}
