//! Files of a form, put aside until the request they belong to has been judged.
//!
//! A spooled file has no name: when it is dropped, or the process is killed, its bytes are gone. Small files never reach the disk.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use crate::{BlobStore, Place};

/// Up to this size a file stays in memory.
const IN_MEMORY: usize = 64 * 1024;

/// How much is written to and read from the disk at once.
const PIECE: usize = 256 * 1024;

/// Where files are put aside. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Spool {
    folder: PathBuf,
}

/// Why a file could not be put aside. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError<E> {
    /// It has more bytes than it may.
    #[error("the file is too large")]
    TooLarge,
    /// The body that it came from broke off.
    #[error("the file broke off")]
    Body(E),
    /// The disk failed.
    #[error("the file cannot be put aside: {0}")]
    Disk(#[from] io::Error),
}

/// A file that was put aside.
#[derive(Debug)]
pub struct SpooledFile {
    size: u64,
    bytes: Content,
}

#[derive(Debug)]
enum Content {
    Memory(Bytes),
    Disk(tokio::fs::File),
}

impl Spool {
    /// Beside the attachments when they lie in a folder, so that there is room for them, else in the system's temporary folder.
    #[must_use]
    pub fn of(store: &BlobStore) -> Self {
        let folder = match &store.place {
            Place::Folder(folder) => folder.clone(),
            Place::Remote { .. } => std::env::temp_dir(),
        };
        Self::in_folder(folder)
    }

    /// In this folder, which must be there.
    #[must_use]
    pub const fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Puts a file of at most `most_bytes` aside; the byte after that ends it at once.
    ///
    /// # Errors
    /// [`SpoolError`].
    pub async fn receive<S, E>(&self, body: S, most_bytes: u64) -> Result<SpooledFile, SpoolError<E>>
    where
        S: Stream<Item = Result<Bytes, E>>,
    {
        let mut body = pin!(body);
        let mut size = 0;
        let mut waiting = BytesMut::new();
        let mut file = None;
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(SpoolError::Body)?;
            size += bytes.len() as u64;
            if size > most_bytes {
                return Err(SpoolError::TooLarge);
            }
            waiting.extend_from_slice(&bytes);
            let most_waiting = if file.is_some() { PIECE } else { IN_MEMORY };
            if waiting.len() > most_waiting {
                let file = match &mut file {
                    Some(file) => file,
                    none => none.insert(self.nameless().await?),
                };
                file.write_all(&waiting).await?;
                waiting.clear();
            }
        }
        let Some(mut file) = file else { return Ok(SpooledFile { size, bytes: Content::Memory(waiting.freeze()) }) };
        file.write_all(&waiting).await?;
        file.flush().await?;
        Ok(SpooledFile { size, bytes: Content::Disk(file) })
    }

    async fn nameless(&self) -> io::Result<tokio::fs::File> {
        let folder = self.folder.clone();
        let made: io::Result<File> = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await.map_err(io::Error::other)?;
        let mut file = tokio::fs::File::from_std(made?);
        file.set_max_buf_size(PIECE);
        Ok(file)
    }
}

impl SpooledFile {
    /// Its length in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Its bytes from the beginning.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + Unpin {
        match self.bytes {
            Content::Memory(bytes) => stream::iter([Ok(bytes)]).left_stream(),
            Content::Disk(file) => stream::try_unfold((file, false), |(file, begun)| read_on(file, begun)).boxed().right_stream(),
        }
    }
}

type Reading = (tokio::fs::File, bool);

/// The next piece, and where to go on.
async fn read_on(mut file: tokio::fs::File, begun: bool) -> io::Result<Option<(Bytes, Reading)>> {
    if !begun {
        file.rewind().await?;
    }
    let mut piece = BytesMut::with_capacity(PIECE);
    let read = file.read_buf(&mut piece).await?;
    Ok((read > 0).then(|| (piece.freeze(), (file, true))))
}
