//! A store from its address and its own options. No connection is made to a remote store here: see `probe`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, RetryConfig};
use url::Url;

use crate::{BlobError, BlobStore, Place, Remote};

/// How long a remote store may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a remote store may be silent; a part has to be sent in this time too.
const ANSWER: Duration = Duration::from_mins(1);

impl BlobStore {
    /// The store at `address` (`file:///folder`, `s3://bucket/prefix`, `az://container/prefix`). A folder is made when it is not
    /// there. Options carry the store's own names, such as `access_key_id` or `endpoint`; a folder has none.
    ///
    /// # Errors
    /// [`BlobError`] when the address or an option is unknown, settings are missing, or the folder cannot be made.
    pub fn at(address: &str, options: &BTreeMap<String, String>) -> Result<Self, BlobError> {
        let url = Url::parse(address).map_err(|_| BlobError::Address(address.to_owned()))?;
        let place = match url.scheme() {
            "file" => folder(&url, options)?,
            "s3" => remote(&url, s3(address, options)?)?,
            "az" => remote(&url, azure(address, options)?)?,
            _ => return Err(BlobError::Address(address.to_owned())),
        };
        Ok(Self { place })
    }
}

fn folder(url: &Url, options: &BTreeMap<String, String>) -> Result<Place, BlobError> {
    if let Some(option) = options.keys().next() {
        return Err(BlobError::UnknownOption(option.clone()));
    }
    let folder = url.to_file_path().map_err(|()| BlobError::Address(url.to_string()))?;
    std::fs::create_dir_all(&folder).map_err(|error| BlobError::Folder { folder: folder.clone(), error })?;
    Ok(Place::Folder(folder))
}

fn remote(url: &Url, store: Arc<dyn Remote>) -> Result<Place, BlobError> {
    let prefix = Path::from_url_path(url.path()).map_err(|error| BlobError::Settings(error.into()))?;
    Ok(Place::Remote { store, prefix })
}

fn s3(address: &str, options: &BTreeMap<String, String>) -> Result<Arc<dyn Remote>, BlobError> {
    // Deleting one object is a request that every server of this kind knows; deleting many is not.
    let mut builder =
        AmazonS3Builder::new().with_url(address).with_disable_bulk_delete(true).with_client_options(client()).with_retry(retries());
    for (name, value) in options {
        let key: AmazonS3ConfigKey = name.to_lowercase().parse().map_err(|_| BlobError::UnknownOption(name.clone()))?;
        builder = builder.with_config(key, value);
    }
    Ok(Arc::new(builder.build().map_err(BlobError::Settings)?))
}

fn azure(address: &str, options: &BTreeMap<String, String>) -> Result<Arc<dyn Remote>, BlobError> {
    let mut builder = MicrosoftAzureBuilder::new().with_url(address).with_client_options(client()).with_retry(retries());
    for (name, value) in options {
        let key: AzureConfigKey = name.to_lowercase().parse().map_err(|_| BlobError::UnknownOption(name.clone()))?;
        builder = builder.with_config(key, value);
    }
    Ok(Arc::new(builder.build().map_err(BlobError::Settings)?))
}

/// A reader may take hours for a file, so no request has an end; but each of its answers, and each piece of one, must come in time.
fn client() -> ClientOptions {
    ClientOptions::new().with_timeout_disabled().with_connect_timeout(CONNECT).with_read_timeout(ANSWER)
}

/// A store that is busy for a moment fails no upload, and one that is gone keeps nobody waiting for long.
fn retries() -> RetryConfig {
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: Duration::from_secs(5), base: 3. };
    RetryConfig { backoff, max_retries: 4, retry_timeout: Duration::from_mins(1) }
}
