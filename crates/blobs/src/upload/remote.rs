//! Into a bucket or container: small bodies in one request, larger ones in parts (issue 5, part 1).

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{Error, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::pipeline::Sink;
use crate::BlobError;

/// Bytes of a part. S3 takes 10 000 parts, so this is enough for 80 GiB; all but the last are equal, as some stores want them.
const PART: usize = 8 * 1024 * 1024;
/// Parts on their way. With the one that is being filled they are the memory of an upload.
const IN_FLIGHT: usize = 3;
/// How long parts on their way may take to arrive, once nobody wants them.
const ARRIVAL: Duration = Duration::from_secs(2);
/// How long the remains of an upload are worth waiting for.
const REMOVAL: Duration = Duration::from_secs(15);

pub(super) struct RemoteSink {
    store: Arc<dyn ObjectStore>,
    path: Path,
    filling: Vec<Bytes>,
    filled: usize,
    parts: JoinSet<object_store::Result<()>>,
    /// Parts that the store holds on to until it is told what becomes of them.
    upload: Option<Box<dyn MultipartUpload>>,
    /// The store was asked to make the bytes visible, and may have done so whatever it answered.
    maybe_visible: bool,
}

impl RemoteSink {
    pub(super) fn new(store: Arc<dyn ObjectStore>, path: Path) -> Self {
        Self { store, path, filling: Vec::new(), filled: 0, parts: JoinSet::new(), upload: None, maybe_visible: false }
    }

    fn take_part(&mut self) -> PutPayload {
        self.filled = 0;
        std::mem::take(&mut self.filling).into_iter().collect()
    }

    async fn send_part(&mut self) -> Result<(), BlobError> {
        while self.parts.len() >= IN_FLIGHT {
            self.part_arrived().await?;
        }
        let part = self.take_part();
        if self.upload.is_none() {
            self.upload = Some(self.store.put_multipart(&self.path).await.map_err(BlobError::Remote)?);
        }
        if let Some(upload) = &mut self.upload {
            self.parts.spawn(upload.put_part(part));
        }
        Ok(())
    }

    /// Removes what the store has of an upload that does not succeed; none when it has nothing.
    fn removal(&mut self) -> Option<impl Future<Output = ()> + Send + use<>> {
        let (upload, maybe_visible) = (self.upload.take(), std::mem::take(&mut self.maybe_visible));
        let (store, path, mut parts) = (Arc::clone(&self.store), self.path.clone(), std::mem::take(&mut self.parts));
        (upload.is_some() || maybe_visible).then_some(async move {
            // A part that arrives after the upload was given up would stay.
            let _ = timeout(ARRIVAL, async { while parts.join_next().await.is_some() {} }).await;
            parts.shutdown().await;
            let removed = timeout(REMOVAL, remove(&*store, &path, upload, maybe_visible)).await;
            if !matches!(removed, Ok(Ok(()))) {
                tracing::warn!(%path, outcome = ?removed, "the remains of an upload are left to the janitor");
            }
        })
    }

    async fn part_arrived(&mut self) -> Result<(), BlobError> {
        match self.parts.join_next().await {
            None => Ok(()),
            Some(arrived) => arrived.map_err(|_| BlobError::Stopped)?.map_err(BlobError::Remote),
        }
    }
}

impl Sink for RemoteSink {
    async fn write(&mut self, block: Vec<Bytes>) -> Result<(), BlobError> {
        for mut piece in block {
            while !piece.is_empty() {
                if self.filled == PART {
                    self.send_part().await?;
                }
                let fitting = piece.split_to(piece.len().min(PART - self.filled));
                self.filled += fitting.len();
                self.filling.push(fitting);
            }
        }
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        if self.upload.is_none() {
            let whole = self.take_part();
            self.maybe_visible = true;
            self.store.put(&self.path, whole).await.map_err(BlobError::Remote)?;
        } else {
            self.send_part().await?;
            while !self.parts.is_empty() {
                self.part_arrived().await?;
            }
            self.maybe_visible = true;
            if let Some(upload) = &mut self.upload {
                upload.complete().await.map_err(BlobError::Remote)?;
            }
        }
        (self.upload, self.maybe_visible) = (None, false);
        Ok(())
    }

    async fn abandon(mut self) {
        if let Some(removal) = self.removal() {
            // On a task of its own, so that it goes on when the caller lets go.
            let _ = tokio::spawn(removal).await;
        }
    }
}

impl Drop for RemoteSink {
    fn drop(&mut self) {
        if let (Some(removal), Ok(runtime)) = (self.removal(), Handle::try_current()) {
            runtime.spawn(removal);
        }
    }
}

async fn remove(store: &dyn ObjectStore, path: &Path, upload: Option<Box<dyn MultipartUpload>>, visible: bool) -> object_store::Result<()> {
    let aborted = match upload {
        Some(mut upload) => unless_missing(upload.abort().await),
        None => Ok(()),
    };
    if visible {
        unless_missing(store.delete(path).await)?;
    }
    aborted
}

fn unless_missing(outcome: object_store::Result<()>) -> object_store::Result<()> {
    match outcome {
        Err(Error::NotFound { .. }) => Ok(()),
        outcome => outcome,
    }
}
