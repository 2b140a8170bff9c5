//! The stores, each with what is behind it.

pub(crate) mod azure;
pub(crate) mod folder;
pub(crate) mod s3;

use std::path::Path;

use correspondence_blobs::BlobStore;
use futures_util::future::BoxFuture;

use crate::bytes::{MIB, PIECE};
use crate::proxy::Fault;
use crate::support::eventually;

/// A store, and the other side of it.
pub(crate) struct Subject {
    pub(crate) store: BlobStore,
    /// Bytes of a body that may be in memory at once.
    pub(crate) most_held: usize,
    /// Bytes that may have left the store although their reader does not take them.
    pub(crate) most_ahead: u64,
    behind: Box<dyn Behind>,
}

/// Parts of 8 MiB: three on their way and one that is being filled. Beside them there is the block that was taken from the body, and a
/// piece at the edge of each part, which lasts as long as its other half.
const HELD_IN_PARTS: usize = 4 * 8 * MIB + 2 * MIB + 6 * PIECE;

/// Connections hold some bytes by themselves, how many is the operating system's affair.
const AHEAD_IN_CONNECTIONS: u64 = 24 * MIB as u64;

/// What a test knows of a store that the store's user does not see.
trait Behind: Send + Sync {
    /// Everything there is, visible or not, half-written or whole.
    fn contents(&self) -> BoxFuture<'_, Vec<String>>;
    /// From now on this goes wrong.
    fn inject(&self, fault: Fault);
    /// Bytes that left the store so far.
    fn read(&self) -> u64;
}

impl Subject {
    pub(crate) fn inject(&self, fault: Fault) {
        self.behind.inject(fault);
    }

    pub(crate) fn read(&self) -> u64 {
        self.behind.read()
    }

    /// Now, not later: the one who told of the failure has cleaned up before.
    pub(crate) async fn assert_empty(&self) {
        assert_eq!(self.behind.contents().await, Vec::<String>::new());
    }

    pub(crate) async fn eventually_empty(&self) {
        eventually("an empty store", async || self.behind.contents().await.is_empty().then_some(())).await;
    }
}

/// Every file below, by its name from there.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                _ => found.push(entry.path().strip_prefix(folder).unwrap().display().to_string()),
            }
        }
    }
    found
}
