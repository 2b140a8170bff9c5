//! Files are put aside whole, within their limit, and leave nothing behind.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::BTreeMap;
use std::io;

use bytes::Bytes;
use correspondence_blobs::{BlobStore, Spool, SpoolError};
use futures_util::{StreamExt, TryStreamExt, stream};

fn pieces(of: usize, bytes: &[u8]) -> impl futures_util::Stream<Item = Result<Bytes, io::Error>> {
    stream::iter(bytes.chunks(of).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect::<Vec<_>>())
}

struct Place {
    folder: tempfile::TempDir,
    spool: Spool,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("file://{}", folder.path().display());
        let spool = Spool::of(&BlobStore::at(&address, &BTreeMap::new()).unwrap());
        Self { folder, spool }
    }

    fn is_empty(&self) -> bool {
        std::fs::read_dir(self.folder.path()).unwrap().next().is_none()
    }
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_whatever_its_size() {
    let place = Place::new();
    for size in [0, 1, 65_536, 65_537, 262_144, 1_000_003] {
        let bytes: Vec<u8> = (0..size).map(|at: u32| at.wrapping_mul(31).to_le_bytes()[1]).collect();
        for piece in [1_000, 65_537, 700_000] {
            let file = place.spool.receive(pieces(piece, &bytes), u64::from(size)).await.unwrap();
            assert_eq!(file.size(), u64::from(size));
            assert!(place.is_empty(), "a file of {size} bytes has a name");
            let back: Vec<Bytes> = file.into_stream().try_collect().await.unwrap();
            assert_eq!(back.concat(), bytes, "{size} bytes in pieces of {piece}");
        }
    }
    assert!(place.is_empty());
}

#[tokio::test]
async fn the_byte_beyond_the_limit_ends_it_at_once() {
    let place = Place::new();
    // The body goes on for ever; the answer does not wait for its end.
    let endless = stream::repeat_with(|| Ok::<_, io::Error>(Bytes::from_static(&[7; 1000])));
    assert!(matches!(place.spool.receive(endless, 100_000).await, Err(SpoolError::TooLarge)));
    assert!(matches!(place.spool.receive(pieces(1, b"ab"), 1).await, Err(SpoolError::TooLarge)));
    assert!(place.is_empty());
}

#[tokio::test]
async fn a_body_that_breaks_off_leaves_nothing() {
    let place = Place::new();
    let bytes = [0; 10_000].repeat(10);
    let broken = pieces(1000, &bytes).chain(stream::iter([Err(io::Error::other("gone"))]));
    let Err(SpoolError::Body(error)) = place.spool.receive(broken, 1_000_000).await else { panic!("it was put aside") };
    assert_eq!(error.to_string(), "gone");
    assert!(place.is_empty());
}

#[tokio::test]
async fn a_folder_that_is_gone_is_told() {
    let place = Place::new();
    let bytes = [0; 10_000].repeat(10);
    std::fs::remove_dir(place.folder.path()).unwrap();
    assert!(matches!(place.spool.receive(pieces(1000, &bytes), 1_000_000).await, Err(SpoolError::Disk(_))));
}
