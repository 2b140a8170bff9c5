//! Checksums on the way, on threads that may be busy for a while.

use std::fmt::Write as _;

use bytes::Bytes;
use md5::Md5;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use crate::BlobError;

/// What is reckoned from all bytes of an upload, in their order.
pub(super) trait Checksums: Send + 'static {
    fn update(&mut self, piece: &[u8]);
}

/// Both sums that are kept of an attachment.
#[derive(Default)]
pub(super) struct Md5AndSha256 {
    md5: Md5,
    sha256: Sha256,
}

impl Checksums for Md5AndSha256 {
    fn update(&mut self, piece: &[u8]) {
        self.md5.update(piece);
        self.sha256.update(piece);
    }
}

impl Md5AndSha256 {
    pub(super) fn into_hexadecimal(self) -> (String, String) {
        (hexadecimal(&self.md5.finalize()), hexadecimal(&self.sha256.finalize()))
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One block is reckoned on another thread while the caller fetches the next. A thread is taken for a block only, so uploads that
/// wait for slow senders hold none.
pub(super) enum Reckoning<C> {
    Idle(C),
    Running(JoinHandle<C>),
}

impl<C: Checksums> Reckoning<C> {
    pub(super) async fn add(self, block: Vec<Bytes>) -> Result<Self, BlobError> {
        let mut checksums = self.finish().await?;
        Ok(Self::Running(tokio::task::spawn_blocking(move || {
            for piece in &block {
                checksums.update(piece);
            }
            checksums
        })))
    }

    pub(super) async fn finish(self) -> Result<C, BlobError> {
        match self {
            Self::Idle(checksums) => Ok(checksums),
            Self::Running(running) => running.await.map_err(|_| BlobError::Stopped),
        }
    }
}
