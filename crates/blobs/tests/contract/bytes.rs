//! Bodies to send, without randomness: byte n of every body is the same.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Bytes, BytesMut};
use correspondence_blobs::{BlobBytes, BlobKey, StoredBlob, UploadLimits};
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, Stream};
use md5::{Digest, Md5};
use sha2::Sha256;

/// Enough for everything that is sent here.
pub(crate) const GENEROUS: UploadLimits = UploadLimits { most_bytes: 100 * MIB as u64, longest_pause: std::time::Duration::from_mins(1) };

pub(crate) const MIB: usize = 1024 * 1024;
/// Of no size that anything is divided into.
pub(crate) const PIECE: usize = 50_021;

pub(crate) fn key(number: u128) -> BlobKey {
    BlobKey { attachment: uuid::Uuid::from_u128(number).into(), upload: uuid::Uuid::from_u128(number + 1000).into() }
}

/// No two of its blocks are equal, whatever their size: a piece that is lost or moved is noticed.
pub(crate) fn content(length: usize) -> Bytes {
    let mut content = BytesMut::with_capacity(length + PIECE);
    let pattern = Bytes::from((0..PIECE).map(|at| u8::try_from(at * at % 251).unwrap()).collect::<Vec<_>>());
    while content.len() < length {
        content.extend(&content.len().to_le_bytes());
        content.extend_from_slice(&pattern);
    }
    content.truncate(length);
    content.freeze()
}

pub(crate) fn pieces(mut content: Bytes) -> impl Iterator<Item = Bytes> + Send {
    std::iter::from_fn(move || (!content.is_empty()).then(|| content.split_to(content.len().min(PIECE))))
}

pub(crate) fn body(content: &Bytes) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    stream::iter(pieces(content.clone()).map(Ok))
}

/// Counts the bytes of bodies that are held in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Memory {
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Memory of its own, as a server's pieces are; it counts until nobody holds on to any of its bytes.
struct Piece {
    bytes: Vec<u8>,
    memory: Arc<Memory>,
}

impl Piece {
    fn new(memory: &Arc<Memory>) -> Self {
        let now = memory.now.fetch_add(PIECE, Ordering::SeqCst) + PIECE;
        memory.most.fetch_max(now, Ordering::SeqCst);
        Self { bytes: vec![7; PIECE], memory: Arc::clone(memory) }
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.memory.now.fetch_sub(PIECE, Ordering::SeqCst);
    }
}

/// A body of at least `length` bytes, which come into being as they are asked for.
pub(crate) fn counted_body(length: usize, memory: &Arc<Memory>) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let memory = Arc::clone(memory);
    stream::iter((0..length.div_ceil(PIECE)).map(move |_| Ok(Bytes::from_owner(Piece::new(&memory)))))
}

pub(crate) async fn read(found: BlobBytes) -> Vec<u8> {
    let mut all = Vec::new();
    let mut stream = found.stream;
    while let Some(piece) = stream.try_next().await.unwrap() {
        all.extend(piece);
    }
    all
}

/// What a store must tell of `content`.
pub(crate) fn expected(content: &[u8]) -> StoredBlob {
    StoredBlob { size: content.len() as u64, md5: hexadecimal(&Md5::digest(content)), sha256: hexadecimal(&Sha256::digest(content)) }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
