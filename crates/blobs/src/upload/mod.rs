//! Bytes into a store, with constant memory: they are hashed and stored while the next ones come in.
//!
//! An upload that does not succeed leaves nothing behind, whatever ends it: its own limits, the sender, the store, or the caller who
//! lets go of the future. Only a killed process leaves something, for the janitor.

mod blocks;
mod checksums;
mod folder;
mod pipeline;
mod remote;
mod sequence;
#[cfg(test)]
mod tests;

use std::fmt::Display;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;

use crate::{BlobError, BlobKey, BlobStore, Place};
use checksums::Md5AndSha256;

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// Bytes.
    pub size: u64,
    /// MD5, 32 lower-case hexadecimal digits: the sender's own measure, no protection.
    pub md5: String,
    /// SHA-256, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

/// What an upload may take.
#[derive(Clone, Copy, Debug)]
pub struct UploadLimits {
    /// The most bytes there may be; the next one ends the upload.
    pub most_bytes: u64,
    /// The longest time without any byte.
    pub longest_pause: Duration,
}

/// Why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// There are more bytes than may be.
    #[error("there are more bytes than may be")]
    TooLarge,
    /// No byte came for too long.
    #[error("no byte came for too long")]
    TooSlow,
    /// The body broke off.
    #[error("the body broke off")]
    Aborted,
    /// The store did not take the bytes.
    #[error(transparent)]
    Store(#[from] BlobError),
}

impl BlobStore {
    /// Stores `body` under `key`, which nothing else was stored under before. A body without bytes is stored too.
    ///
    /// # Errors
    /// [`UploadError`]; then nothing is left of the upload, but for blocks that a remote store keeps out of sight until it forgets them.
    pub async fn put<S, E>(&self, key: BlobKey, body: S, limits: UploadLimits) -> Result<StoredBlob, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: Display,
    {
        let (size, (md5, sha256)) = match &self.place {
            Place::Folder(folder) => {
                let sink = folder::FolderSink::new(folder, &key);
                pipeline::store(body, limits, sink, Md5AndSha256::new()).await?
            }
            Place::Remote { store, prefix } => {
                let sink = remote::RemoteSink::new(store.clone(), key.in_remote(prefix));
                pipeline::store(body, limits, sink, Md5AndSha256::new()).await?
            }
        };
        Ok(StoredBlob { size, md5, sha256 })
    }
}
