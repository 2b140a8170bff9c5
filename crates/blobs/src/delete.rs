//! Bytes out of the store, for good.

use object_store::{Error, ObjectStoreExt as _};
use tokio::task::spawn_blocking;

use crate::staging::remove_with_folder;
use crate::{BlobError, BlobKey, BlobStore, Place};

impl BlobStore {
    /// Deletes the bytes; fine when there are none.
    ///
    /// # Errors
    /// [`BlobError`] when the store does not do it.
    pub async fn delete(&self, key: BlobKey) -> Result<(), BlobError> {
        match &self.place {
            Place::Folder(folder) => {
                let file = key.in_folder(folder);
                spawn_blocking(move || remove_with_folder(&file).map_err(BlobError::file(file))).await.map_err(|_| BlobError::Stopped)?
            }
            Place::Remote { store, prefix } => match store.delete(&key.in_remote(prefix)).await {
                Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(BlobError::Remote(error)),
            },
        }
    }
}
