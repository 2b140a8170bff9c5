//! Checksums on the way. Each has a thread of its own while it reckons: one after the other they would be slower than a disk.

use std::fmt::Write as _;

use bytes::Bytes;
use md5::Md5;
use sha2::{Digest, Sha256};

use super::sequence::Sequence;
use crate::BlobError;

/// What is reckoned from all bytes of an upload, in their order.
pub(super) trait Checksums: Send {
    type Sums: Send;

    /// Takes the next block. It may still be under way when this returns.
    fn add(&mut self, block: &[Bytes]) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// The sums of all blocks.
    fn finish(&mut self) -> impl Future<Output = Result<Self::Sums, BlobError>> + Send;
}

/// Both sums that are kept of an attachment.
pub(super) struct Md5AndSha256 {
    md5: Sequence<Md5>,
    sha256: Sequence<Sha256>,
}

impl Md5AndSha256 {
    pub(super) fn new() -> Self {
        Self { md5: Sequence::new(|| Ok(Md5::new())), sha256: Sequence::new(|| Ok(Sha256::new())) }
    }
}

impl Checksums for Md5AndSha256 {
    /// In lower-case hexadecimal digits.
    type Sums = (String, String);

    async fn add(&mut self, block: &[Bytes]) -> Result<(), BlobError> {
        add(&mut self.md5, block.to_vec()).await?;
        add(&mut self.sha256, block.to_vec()).await
    }

    async fn finish(&mut self) -> Result<(String, String), BlobError> {
        Ok((hexadecimal(&self.md5.finish().await?.finalize()), hexadecimal(&self.sha256.finish().await?.finalize())))
    }
}

async fn add<D: Digest + Send + 'static>(sum: &mut Sequence<D>, block: Vec<Bytes>) -> Result<(), BlobError> {
    let reckon = move |mut sum: D| {
        for piece in &block {
            sum.update(piece);
        }
        Ok(sum)
    };
    sum.then(reckon).await
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
