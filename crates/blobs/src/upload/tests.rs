//! Limits at the size of the largest file, without its bytes: the pipeline is the real one, the bytes are always the same.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::stream;

use super::checksums::Checksums;
use super::pipeline::{Sink, store};
use super::*;

/// The most that a file may have (lifecycle §5.2).
const LARGEST: u64 = 50_000_000_000;
const PIECE: u64 = 64 * 1024 * 1024;

#[derive(Clone, Default)]
struct Counting {
    bytes: Arc<AtomicU64>,
    finished: Arc<AtomicBool>,
    abandoned: Arc<AtomicBool>,
}

impl Sink for Counting {
    async fn write(&mut self, block: Vec<Bytes>) -> Result<(), BlobError> {
        self.bytes.fetch_add(block.iter().map(|piece| piece.len() as u64).sum(), Ordering::Relaxed);
        Ok(())
    }

    async fn finish(&mut self) -> Result<(), BlobError> {
        self.finished.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn abandon(self) {
        self.abandoned.store(true, Ordering::Relaxed);
    }
}

/// Knows how many bytes it saw.
struct Length(u64);

impl Checksums for Length {
    type Sums = u64;

    async fn add(&mut self, block: &[Bytes]) -> Result<(), BlobError> {
        self.0 += block.iter().map(|piece| piece.len() as u64).sum::<u64>();
        Ok(())
    }

    async fn finish(&mut self) -> Result<u64, BlobError> {
        Ok(self.0)
    }
}

fn bytes(length: u64) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let piece = Bytes::from(vec![0; usize::try_from(PIECE).unwrap()]);
    stream::iter((0..length.div_ceil(PIECE)).map(move |number| {
        let rest = (length - number * PIECE).min(PIECE);
        Ok(piece.slice(..usize::try_from(rest).unwrap()))
    }))
}

const LIMITS: UploadLimits = UploadLimits { most_bytes: LARGEST, longest_pause: Duration::from_secs(30) };

#[tokio::test]
async fn the_largest_file_is_stored_to_its_last_byte() {
    let sink = Counting::default();
    let (size, seen) = store(bytes(LARGEST), LIMITS, sink.clone(), Length(0)).await.unwrap();
    assert_eq!((size, seen, sink.bytes.load(Ordering::Relaxed)), (LARGEST, LARGEST, LARGEST));
    assert!(sink.finished.load(Ordering::Relaxed) && !sink.abandoned.load(Ordering::Relaxed));
}

#[tokio::test]
async fn one_byte_more_is_refused() {
    let sink = Counting::default();
    let refused = store(bytes(LARGEST + 1), LIMITS, sink.clone(), Length(0)).await.err().unwrap();
    assert!(matches!(refused, UploadError::TooLarge), "{refused:?}");
    assert!(!sink.finished.load(Ordering::Relaxed) && sink.abandoned.load(Ordering::Relaxed));
    assert!(sink.bytes.load(Ordering::Relaxed) <= LARGEST);
}

#[tokio::test]
async fn pieces_without_bytes_are_a_pause() {
    let limits = UploadLimits { longest_pause: Duration::from_millis(50), ..LIMITS };
    let silent = stream::unfold((), |()| async {
        tokio::task::yield_now().await;
        Some((Ok::<_, Infallible>(Bytes::new()), ()))
    });
    let refused = store(silent, limits, Counting::default(), Length(0)).await.err().unwrap();
    assert!(matches!(refused, UploadError::TooSlow), "{refused:?}");
}
