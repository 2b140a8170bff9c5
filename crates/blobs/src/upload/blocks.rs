//! The body as blocks of a size that is worth a trip to another thread.

use std::fmt::Display;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};

use super::{UploadError, UploadLimits};

/// Bytes of a block; the last piece may go beyond.
const BLOCK: usize = 2 * 1024 * 1024;
/// Pieces of a block. Each holds on to the buffer that it came in, so a sender of tiny pieces must not fill the memory.
const PIECES: usize = 2048;

/// Takes pieces from the body as they are, without copying, and counts them.
pub(super) struct Blocks<'a, S> {
    body: Pin<&'a mut S>,
    limits: UploadLimits,
    size: u64,
    ended: bool,
}

impl<'a, S, E> Blocks<'a, S>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Display,
{
    pub(super) fn new(body: Pin<&'a mut S>, limits: UploadLimits) -> Self {
        Self { body, limits, size: 0, ended: false }
    }

    /// Bytes so far.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }

    /// The next block; empty at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<Bytes>, UploadError> {
        let mut block = Vec::new();
        let mut length = 0;
        while !self.ended && length < BLOCK && block.len() < PIECES {
            let Some(piece) = self.piece().await? else {
                self.ended = true;
                break;
            };
            self.size = self.size.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if self.size > self.limits.most_bytes {
                return Err(UploadError::TooLarge);
            }
            length += piece.len();
            block.push(piece);
        }
        // What holds on to a piece takes as much room as a few dozen bytes do.
        if block.len() == PIECES && length < BLOCK / 4 {
            block = vec![block.concat().into()];
        }
        Ok(block)
    }

    /// The next bytes; none at the end. Pieces without any do not count as a sign of life.
    async fn piece(&mut self) -> Result<Option<Bytes>, UploadError> {
        let next = async {
            loop {
                match self.body.next().await {
                    Some(Ok(piece)) if piece.is_empty() => {}
                    next => return next,
                }
            }
        };
        let next = tokio::time::timeout(self.limits.longest_pause, next).await.map_err(|_| UploadError::TooSlow)?;
        next.transpose().map_err(|error| {
            tracing::debug!(%error, received = self.size, "the body of an upload broke off");
            UploadError::Aborted
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::stream;

    use super::*;

    #[tokio::test]
    async fn tiny_pieces_are_put_together() {
        let tiny = (0..PIECES + 5).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(b"xy")));
        let mut body = std::pin::pin!(stream::iter(tiny));
        let mut blocks = Blocks::new(body.as_mut(), UploadLimits { most_bytes: u64::MAX, longest_pause: Duration::from_secs(5) });
        let lengths = |block: &[Bytes]| block.iter().map(Bytes::len).collect::<Vec<_>>();
        assert_eq!(lengths(&blocks.next().await.unwrap()), [2 * PIECES]);
        assert_eq!(lengths(&blocks.next().await.unwrap()), [2; 5]);
        assert!(blocks.next().await.unwrap().is_empty());
        assert_eq!(blocks.size(), 2 * (PIECES as u64 + 5));
    }
}
