//! Half-written files of the folder store.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IoSlice, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use correspondence_domain::time::Timestamp;
use tokio::task::spawn_blocking;

use crate::direct::Direct;
use crate::list::{modified, unless_gone};
use crate::{BlobError, BlobStore, Place};

static FILES: AtomicU64 = AtomicU64::new(0);

/// Bytes after which a file is large enough to be written past the page cache. Smaller ones are likely read soon, by a scanner.
const LARGE: u64 = 16 * 1024 * 1024;

/// Most slices that the operating system takes in one call.
const SLICES: usize = 1024;

/// A file that nobody sees yet. It removes itself unless it is kept.
#[derive(Debug)]
pub(crate) struct StagedFile {
    file: Arc<File>,
    path: PathBuf,
    written: u64,
    direct: Option<Direct>,
    moved: bool,
    kept: bool,
}

impl StagedFile {
    /// Where staging files of a folder store lie: on the same file system as their places, so that they can be moved at once.
    pub(crate) fn folder_in(store: &Path) -> PathBuf {
        store.join(".staging")
    }

    pub(crate) fn create(staging: &Path, name: &str) -> Result<Self, BlobError> {
        // A number, since the attempt before may still be removing its file.
        let path = staging.join(format!("{name}.{}", FILES.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(staging).map_err(BlobError::file(staging))?;
        // Letters are nobody else's on this machine.
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(BlobError::file(&path))?;
        Ok(Self { file: Arc::new(file), path, written: 0, direct: None, moved: false, kept: false })
    }

    pub(crate) const fn file(&self) -> &Arc<File> {
        &self.file
    }

    /// Writes the pieces behind those before.
    pub(crate) fn write(&mut self, pieces: &[Bytes]) -> Result<(), BlobError> {
        let failed = BlobError::file(&self.path);
        self.written += pieces.iter().map(|piece| piece.len() as u64).sum::<u64>();
        if let Some(direct) = &mut self.direct {
            return pieces.iter().try_for_each(|piece| direct.write(&self.file, piece)).map_err(failed);
        }
        write_pieces(&self.file, pieces).map_err(failed)?;
        if self.written >= LARGE {
            self.direct = Some(Direct::open(&self.path, self.written));
        }
        Ok(())
    }

    /// Makes the bytes last, then moves the file to its place, and makes that last too.
    pub(crate) fn move_to(&mut self, target: &Path) -> Result<(), BlobError> {
        if let Some(direct) = self.direct.take() {
            direct.finish(&self.file).map_err(BlobError::file(&self.path))?;
        }
        self.file.sync_all().map_err(BlobError::file(&self.path))?;
        let folders: Vec<&Path> = target.ancestors().skip(1).take(3).collect();
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(BlobError::file(parent))?;
        }
        fs::rename(&self.path, target).map_err(BlobError::file(target))?;
        target.clone_into(&mut self.path);
        self.moved = true;
        // The upload's folder holds the file, the one above holds that folder, and the store's own holds the one above.
        for folder in folders {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(BlobError::file(folder))?;
        }
        Ok(())
    }

    pub(crate) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        // The folder of staging files stays: another upload may be about to begin in it.
        let removed = if self.moved { remove_with_folder(&self.path) } else { fs::remove_file(&self.path) };
        if let Err(error) = removed {
            tracing::warn!(%error, path = %self.path.display(), "a half-written file is left to the janitor");
        }
    }
}

/// Removes a file, and the folder that held it once that is empty. A missing file is fine.
pub(crate) fn remove_with_folder(path: &Path) -> io::Result<()> {
    unless_gone(fs::remove_file(path))?;
    if let Some(folder) = path.parent() {
        // Fails as long as there is something else in it.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// The pieces as they are, many in one call.
fn write_pieces(file: &File, pieces: &[Bytes]) -> io::Result<()> {
    for pieces in pieces.chunks(SLICES) {
        let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        write_all(file, &mut slices)?;
    }
    Ok(())
}

fn write_all(mut file: &File, mut slices: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !slices.is_empty() {
        match file.write_vectored(slices) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl BlobStore {
    /// Removes files that uploads of a killed process left half-written and that nobody wrote to since `older_than`. Returns how many. A
    /// folder store has them; the unfinished parts of a remote store are out of sight for everyone and are its own rules' to forget (S3: a
    /// lifecycle rule for incomplete multipart uploads; Azure: always, after seven days).
    ///
    /// # Errors
    /// [`BlobError`] when the folder cannot be read or a file cannot be removed.
    pub async fn sweep_staging(&self, older_than: Timestamp) -> Result<u64, BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let staging = StagedFile::folder_in(folder);
                spawn_blocking(move || sweep(&staging, older_than).map_err(BlobError::file(staging)))
                    .await
                    .map_err(|_| BlobError::Stopped)?
            }
            Place::Remote { .. } => Ok(0),
        }
    }
}

fn sweep(staging: &Path, older_than: Timestamp) -> io::Result<u64> {
    let Some(entries) = unless_gone(fs::read_dir(staging))? else { return Ok(0) };
    let mut removed = 0;
    for entry in entries {
        let path = entry?.path();
        // What is gone belonged to an upload that ended meanwhile.
        let Some(found) = unless_gone(fs::metadata(&path))? else { continue };
        if modified(&found)? < older_than && unless_gone(fs::remove_file(&path))?.is_some() {
            removed += 1;
        }
    }
    Ok(removed)
}
