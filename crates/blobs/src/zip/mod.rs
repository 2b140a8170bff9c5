//! Several blobs as one zip, stored without compression and made while it is sent (lifecycle §11.5).
//!
//! Its length is known before its first byte, so the writer and [`content_length`] must agree byte for byte.

mod records;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::sync::mpsc;

use crate::{BlobError, BlobKey, BlobStore};
use records::{Directory, End, FileRecord, MOST_ENTRIES, MOST_IN_32_BITS};

/// Pieces that are read ahead of the reader.
const AHEAD: usize = 2;

/// A file of the zip.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Name in the zip, at most 65 535 bytes.
    pub name: String,
    /// Bytes, as they were recorded. The zip breaks off when there are others.
    pub size: u64,
    /// Where the bytes are.
    pub key: BlobKey,
}

/// How many bytes the zip has, of entries with names and sizes of so many bytes; none when it may be one of the larger form, whose
/// length is not told.
#[must_use]
pub fn content_length(entries: &[(usize, u64)]) -> Option<u64> {
    let length = entries.iter().try_fold(records::END, |sum: u64, (name, size)| {
        let name = u64::try_from(*name).ok()?;
        let descriptor = if *size > 0 { records::DESCRIPTOR } else { 0 };
        sum.checked_add(*size)?.checked_add(records::LOCAL + records::CENTRAL + descriptor)?.checked_add(name.checked_mul(2)?)
    })?;
    (length < MOST_IN_32_BITS && entries.len() < MOST_ENTRIES).then_some(length)
}

/// The zip. It breaks off with an error when bytes are missing, when there are more or fewer than were recorded, or when the store
/// fails. Must be called inside the runtime.
pub fn stream(store: BlobStore, entries: Vec<Entry>) -> BoxStream<'static, Result<Bytes, BlobError>> {
    let (pieces, taken) = mpsc::channel(AHEAD);
    let writing = tokio::spawn(async move { Writer { pieces, written: 0, directory: Directory::default() }.write(&store, entries).await });
    let pieces = stream::unfold(taken, |mut taken| async { taken.recv().await.map(|piece| (Ok(piece), taken)) });
    // Whoever reads must not take a zip that broke off for a whole one.
    let end = stream::once(writing).filter_map(async |outcome| match outcome {
        Ok(Ok(()) | Err(Ended::ReaderGone)) => None,
        Ok(Err(Ended::Failed(error))) => Some(Err(error)),
        Err(_) => Some(Err(BlobError::Stopped)),
    });
    pieces.chain(end).boxed()
}

enum Ended {
    ReaderGone,
    Failed(BlobError),
}

impl From<BlobError> for Ended {
    fn from(error: BlobError) -> Self {
        Self::Failed(error)
    }
}

struct Writer {
    pieces: mpsc::Sender<Bytes>,
    written: u64,
    directory: Directory,
}

impl Writer {
    async fn write(mut self, store: &BlobStore, entries: Vec<Entry>) -> Result<(), Ended> {
        for entry in entries {
            self.file(store, entry).await?;
        }
        let end = End { start: self.written, directory: std::mem::take(&mut self.directory) };
        self.send(end.into_bytes()).await
    }

    async fn file(&mut self, store: &BlobStore, entry: Entry) -> Result<(), Ended> {
        let path = entry.key.path();
        let mut record = FileRecord { name: entry.name, size: entry.size, checksum: 0, start: self.written };
        let found = store.open(entry.key, None).await?.ok_or_else(|| BlobError::Missing(path.clone()))?;
        let differs = |stored| BlobError::Size { path: path.clone(), recorded: entry.size, stored };
        if found.size != entry.size {
            return Err(differs(found.size).into());
        }
        self.send(record.local_header()).await?;
        let (mut checksum, mut size, mut bytes) = (crc32fast::Hasher::new(), 0_u64, found.stream);
        while let Some(piece) = bytes.try_next().await? {
            size += piece.len() as u64;
            if size > entry.size {
                break;
            }
            checksum.update(&piece);
            self.send(piece).await?;
        }
        if size != entry.size {
            return Err(differs(size).into());
        }
        record.checksum = checksum.finalize();
        self.send(record.descriptor()).await?;
        self.directory.add(&record);
        Ok(())
    }

    async fn send(&mut self, piece: impl Into<Bytes>) -> Result<(), Ended> {
        let piece = piece.into();
        if piece.is_empty() {
            return Ok(());
        }
        self.written += piece.len() as u64;
        self.pieces.send(piece).await.map_err(|_| Ended::ReaderGone)
    }
}
