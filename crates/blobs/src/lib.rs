//! Attachment bytes in an object store: a folder, an S3 bucket or an Azure container.
//!
//! Nothing here knows letters, access rules or the database, and no file is held in memory as a whole but the small ones of a form.

mod address;
mod buffers;
pub mod clamd;
mod delete;
mod direct;
mod error;
mod key;
mod list;
mod probe;
mod read;
mod spool;
mod staging;
mod upload;
pub mod zip;

use std::path::PathBuf;
use std::sync::Arc;

use object_store::ObjectStore;
use object_store::list::PaginatedListStore;
use object_store::path::Path;

pub use error::BlobError;
pub use key::BlobKey;
pub use list::{ListedBlob, ListedPage};
pub use read::BlobBytes;
pub use spool::{Spool, SpoolError, SpooledFile};
pub use upload::{StoredBlob, UploadError, UploadLimits};

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
    Remote { store: Arc<dyn Remote>, prefix: Path },
}

/// What is asked of remote stores.
pub(crate) trait Remote: ObjectStore + PaginatedListStore {}

impl<Store: ObjectStore + PaginatedListStore> Remote for Store {}
