//! Into a folder: a staging file, made durable, then moved to its place at once (issue 5, part 1).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

use super::pipeline::Sink;
use crate::staging::StagedFile;
use crate::{BlobError, BlobKey};

/// After so many bytes the disk is told to begin, so that the end of a large upload does not wait for all of it.
const FLUSHED: usize = 64 * 1024 * 1024;

pub(super) struct FolderSink {
    target: PathBuf,
    staging: PathBuf,
    /// The file, while nothing works on it.
    file: Option<StagedFile>,
    /// Work on the file that is under way.
    working: Option<JoinHandle<Result<StagedFile, BlobError>>>,
    flushing: Option<JoinHandle<io::Result<()>>>,
    unflushed: usize,
}

impl FolderSink {
    pub(super) fn new(folder: &Path, key: &BlobKey) -> Self {
        let staging = StagedFile::folder_in(folder);
        let name = format!("{}.{}", key.upload, key.attachment);
        let working = spawn_blocking({
            let staging = staging.clone();
            move || StagedFile::create(&staging, &name)
        });
        let target = key.in_folder(folder);
        Self { target, staging, file: None, working: Some(working), flushing: None, unflushed: 0 }
    }

    /// The file, once the work on it is done. Handles stay where `drop` finds them while this waits.
    async fn file(&mut self) -> Result<StagedFile, BlobError> {
        if let Some(working) = self.working.as_mut() {
            let done = working.await;
            self.working = None;
            return done.map_err(|_| BlobError::Stopped)?;
        }
        self.file.take().ok_or(BlobError::Stopped)
    }

    /// Waits for the flush before, so that no more than two of them lie between the sender and the disk.
    async fn flushed(&mut self) -> Result<(), BlobError> {
        if let Some(flushing) = self.flushing.take() {
            // A failure is told once for each open file, so it must not be passed over.
            flushing.await.map_err(|_| BlobError::Stopped)?.map_err(BlobError::file(&self.staging))?;
        }
        Ok(())
    }
}

impl Sink for FolderSink {
    async fn write(&mut self, block: Vec<Bytes>) -> Result<(), BlobError> {
        if self.unflushed >= FLUSHED {
            self.flushed().await?;
            let file = self.file().await?;
            let written = Arc::clone(file.file());
            self.file = Some(file);
            self.flushing = Some(spawn_blocking(move || written.sync_data()));
            self.unflushed = 0;
        }
        self.unflushed += block.iter().map(Bytes::len).sum::<usize>();
        let mut file = self.file().await?;
        self.working = Some(spawn_blocking(move || file.write(&block).map(|()| file)));
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        self.flushed().await?;
        let mut file = self.file().await?;
        let target = self.target.clone();
        self.working = Some(spawn_blocking(move || file.move_to(&target).map(|()| file)));
        self.file().await?.keep();
        Ok(())
    }

    async fn abandon(mut self) {
        if let Ok(file) = self.file().await {
            let _ = spawn_blocking(move || drop(file)).await;
        }
    }
}

/// A file removes itself when it is dropped. That may take a while for a large one, so it does not happen on this thread.
impl Drop for FolderSink {
    fn drop(&mut self) {
        let (file, working) = (self.file.take(), self.working.take());
        let Ok(runtime) = Handle::try_current() else { return };
        if let Some(file) = file {
            runtime.spawn_blocking(move || drop(file));
        }
        if let Some(working) = working {
            runtime.spawn(async move {
                if let Ok(Ok(file)) = working.await {
                    let _ = spawn_blocking(move || drop(file)).await;
                }
            });
        }
    }
}
