//! Into a folder: a staging file, made durable, then moved to its place at once (issue 5, part 1).

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::task::{JoinHandle, spawn_blocking};

use super::pipeline::Sink;
use super::sequence::Sequence;
use crate::staging::StagedFile;
use crate::{BlobError, BlobKey};

/// After so many bytes the disk is told to begin, so that the end of a large upload does not wait for all of it.
const FLUSHED: usize = 64 * 1024 * 1024;

pub(super) struct FolderSink {
    target: PathBuf,
    staging: PathBuf,
    work: Sequence<StagedFile>,
    /// The open file, once it is there.
    opened: Arc<OnceLock<Arc<File>>>,
    flushing: Option<JoinHandle<io::Result<()>>>,
    unflushed: usize,
}

impl FolderSink {
    pub(super) fn new(folder: &Path, key: &BlobKey) -> Self {
        let staging = StagedFile::folder_in(folder);
        let name = format!("{}.{}", key.upload, key.attachment);
        let opened = Arc::new(OnceLock::new());
        let work = Sequence::new({
            let (staging, opened) = (staging.clone(), Arc::clone(&opened));
            move || {
                let file = StagedFile::create(&staging, &name)?;
                opened.get_or_init(|| Arc::clone(file.file()));
                Ok(file)
            }
        });
        let target = key.in_folder(folder);
        Self { target, staging, work, opened, flushing: None, unflushed: 0 }
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
        if self.unflushed >= FLUSHED
            && let Some(file) = self.opened.get().map(Arc::clone)
        {
            self.flushed().await?;
            self.flushing = Some(spawn_blocking(move || file.sync_data()));
            self.unflushed = 0;
        }
        self.unflushed += block.iter().map(Bytes::len).sum::<usize>();
        let write = move |mut file: StagedFile| {
            file.write(&block)?;
            Ok(file)
        };
        self.work.then(write).await
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        self.flushed().await?;
        let target = self.target.clone();
        let move_to_target = move |mut file: StagedFile| {
            file.move_to(&target)?;
            Ok(file)
        };
        self.work.then(move_to_target).await?;
        self.work.finish().await?.keep();
        Ok(())
    }

    async fn abandon(mut self) {
        if let Ok(file) = self.work.finish().await {
            let _ = spawn_blocking(move || drop(file)).await;
        }
    }
}

/// A file removes itself when it is dropped. That may take a while for a large one, so it does not happen on this thread.
impl Drop for FolderSink {
    fn drop(&mut self) {
        if let (Some(work), Ok(runtime)) = (self.work.take(), Handle::try_current()) {
            runtime.spawn(async move {
                if let Ok(file) = work.await {
                    let _ = spawn_blocking(move || drop(file)).await;
                }
            });
        }
    }
}
