//! Bytes out of the store to a reader.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{Error, GetOptions, ObjectStore, ObjectStoreExt as _};
use tokio::task::spawn_blocking;

use crate::buffers::Buffers;
use crate::{BlobError, BlobKey, BlobStore, Place};

/// Bytes that are read from a file at once.
const BLOCK: u64 = 512 * 1024;
/// Blocks on their way: one is read while the one before is sent.
const AHEAD: usize = 2;

/// Bytes that come as they are asked for.
pub struct BlobBytes {
    /// Of the whole blob, whatever part is read.
    pub size: u64,
    /// The bytes. A failure ends it.
    pub stream: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl std::fmt::Debug for BlobBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobBytes").field("size", &self.size).finish_non_exhaustive()
    }
}

impl BlobStore {
    /// The bytes, or those of `range`, as far as there are any; none when nothing is stored under the key.
    ///
    /// # Errors
    /// [`BlobError`] when the store does not answer. It may still fail in the middle of the stream.
    pub async fn open(&self, key: BlobKey, range: Option<Range<u64>>) -> Result<Option<BlobBytes>, BlobError> {
        match &self.place {
            Place::Folder(folder) => from_file(key.in_folder(folder), range).await,
            Place::Remote { store, prefix } => match from_remote(&**store, &key.in_remote(prefix), range).await {
                Ok(bytes) => Ok(Some(bytes)),
                Err(Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(BlobError::Remote(error)),
            },
        }
    }
}

async fn from_file(path: PathBuf, range: Option<Range<u64>>) -> Result<Option<BlobBytes>, BlobError> {
    let failed = BlobError::file(path.clone());
    let opened = spawn_blocking(move || {
        let file = File::open(&path)?;
        let size = file.metadata()?.len();
        io::Result::Ok((Arc::new((file, path)), size))
    });
    let (file, size) = match opened.await.map_err(|_| BlobError::Stopped)? {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let range = range.map_or(0..size, |range| range.start..range.end.min(size));
    let buffers = Buffers::default();
    let stream = stream::iter(blocks(range))
        // A block is being read from the moment that it is asked for.
        .map(move |block| {
            let (file, buffers) = (Arc::clone(&file), buffers.clone());
            spawn_blocking(move || read(&file.0, block, &buffers).map_err(BlobError::file(&file.1)))
        })
        .buffered(AHEAD)
        .map(|read| read.map_err(|_| BlobError::Stopped)?)
        .boxed();
    Ok(Some(BlobBytes { size, stream }))
}

fn blocks(range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let block = start..range.end.min(start.saturating_add(BLOCK));
        start = block.end;
        (block.start < block.end).then_some(block)
    })
}

fn read(file: &File, block: Range<u64>, buffers: &Buffers) -> io::Result<Bytes> {
    let mut buffer = buffers.take(usize::try_from(block.end - block.start).unwrap_or(0));
    file.read_exact_at(buffer.bytes(), block.start)?;
    Ok(Bytes::from_owner(buffer))
}

async fn from_remote(store: &dyn ObjectStore, path: &Path, range: Option<Range<u64>>) -> Result<BlobBytes, Error> {
    let Some(range) = range else {
        return from_remote_with(store, path, GetOptions::new()).await;
    };
    // A range without bytes cannot be asked for.
    let size = store.head(path).await?.size;
    let range = range.start..range.end.min(size);
    if range.is_empty() {
        return Ok(BlobBytes { size, stream: stream::empty().boxed() });
    }
    from_remote_with(store, path, GetOptions::new().with_range(Some(range))).await
}

async fn from_remote_with(store: &dyn ObjectStore, path: &Path, options: GetOptions) -> Result<BlobBytes, Error> {
    let found = store.get_opts(path, options).await?;
    Ok(BlobBytes { size: found.meta.size, stream: found.into_stream().map_err(BlobError::Remote).boxed() })
}
