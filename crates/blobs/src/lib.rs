//! Attachment bytes in an object store: a folder, an S3 bucket or an Azure container.
//!
//! Nothing here knows letters, access rules or the database, and no bytes of an attachment are held in memory as a whole.

mod error;
mod open;
mod probe;
mod spool;

use std::path::PathBuf;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path;

pub use error::BlobError;
pub use spool::{Spool, SpoolError, SpooledFile};

/// Where attachment bytes lie. Cheap to clone.
#[derive(Clone, Debug)]
pub struct BlobStore {
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket or container; everything of ours lies under the prefix.
    Remote { store: Arc<dyn ObjectStore>, prefix: Path },
}
