//! The stores, each with what is behind it.

pub(crate) mod azure;
pub(crate) mod folder;
pub(crate) mod s3;

use std::path::Path;

use correspondence_blobs::BlobStore;
use futures_util::future::BoxFuture;

use crate::proxy::Fault;
use crate::support::eventually;

/// A store, and the other side of it.
pub(crate) struct Subject {
    pub(crate) store: BlobStore,
    behind: Box<dyn Behind>,
}

/// What a test knows of a store that the store's user does not see.
trait Behind: Send + Sync {
    /// Everything there is, visible or not, half-written or whole.
    fn contents(&self) -> BoxFuture<'_, Vec<String>>;
    /// From now on this goes wrong.
    fn inject(&self, fault: Fault);
}

impl Subject {
    pub(crate) fn inject(&self, fault: Fault) {
        self.behind.inject(fault);
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
