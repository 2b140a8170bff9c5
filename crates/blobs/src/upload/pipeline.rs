//! From the body to a sink: blocks are stored and reckoned while the next ones come in.

use std::fmt::Display;
use std::pin::pin;

use bytes::Bytes;
use futures_util::Stream;

use super::blocks::Blocks;
use super::checksums::Checksums;
use super::{UploadError, UploadLimits};
use crate::BlobError;

/// Takes the blocks of one upload. Dropping it before [`Self::finish`] succeeded removes what it took.
pub(super) trait Sink: Send {
    /// Takes the next block. It may still be under way when this returns; its failure is then told by a later call.
    fn write(&mut self, block: Vec<Bytes>) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// Everything was written: it lasts and is visible from now on, at once and as a whole.
    fn finish(&mut self) -> impl Future<Output = Result<(), BlobError>> + Send;

    /// Removes everything and waits until that is done.
    fn abandon(self) -> impl Future<Output = ()> + Send;
}

/// Stores the whole body. Returns its size and checksums.
pub(super) async fn store<S, E, K, C>(body: S, limits: UploadLimits, mut sink: K, checksums: C) -> Result<(u64, C::Sums), UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Display,
    K: Sink,
    C: Checksums,
{
    let stored = pass(body, limits, &mut sink, checksums).await;
    if stored.is_err() {
        sink.abandon().await;
    }
    stored
}

async fn pass<S, E, K, C>(body: S, limits: UploadLimits, sink: &mut K, mut checksums: C) -> Result<(u64, C::Sums), UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Send,
    E: Display,
    K: Sink,
    C: Checksums,
{
    let body = pin!(body);
    let mut blocks = Blocks::new(body, limits);
    loop {
        let block = blocks.next().await?;
        if block.is_empty() {
            break;
        }
        checksums.add(&block).await?;
        sink.write(block).await?;
    }
    let sums = checksums.finish().await?;
    sink.finish().await?;
    Ok((blocks.size(), sums))
}
