//! `check`: is the configuration usable, do database and attachment store answer? Every finding is printed, also of what may be used but
//! should not go unnoticed; nothing is changed but that an attachment folder is made when it is missing.

use std::path::Path;

use correspondence_blobs::BlobStore;
use correspondence_config::Config;
use correspondence_storage::{Storage, StorageError};

use crate::cli::Configured;
use crate::failure::Failure;
use crate::telemetry::{self, Chatter};

pub(crate) async fn run(flags: &Configured) -> Result<(), Failure> {
    let config = flags.load()?;
    telemetry::start(&config.telemetry, Chatter::Quiet);
    println!("configuration: can be used");
    for warning in config.warnings() {
        println!("{warning}");
    }
    let findings = [("database", database(&config).await), ("attachment store", attachments(&config).await)];
    let mut is_fine = true;
    for (part, finding) in findings {
        match finding {
            Ok(text) => println!("{part}: {text}"),
            Err(text) => {
                is_fine = false;
                println!("{part}: NOT usable: {text}");
            }
        }
    }
    if is_fine { Ok(()) } else { Err(Failure::Told) }
}

async fn database(config: &Config) -> Result<String, String> {
    if let Some(file) = config.database.url.strip_prefix("sqlite://")
        && !Path::new(file).exists()
    {
        return Err(format!("{file} does not exist; `correspondence migrate` makes it"));
    }
    let storage = match Storage::open(&config.database.url, 1).await {
        Ok(storage) => storage,
        Err(StorageError::InUse { path }) => return Ok(format!("{path} is in use by another process, so it was not looked into")),
        Err(error) => return Err(error.to_string()),
    };
    let schema = storage.check_schema().await;
    let engine = storage.engine();
    storage.close().await;
    match schema {
        Ok(()) => Ok(format!("{engine:?} answers, the schema fits")),
        Err(error) => Err(error.to_string()),
    }
}

async fn attachments(config: &Config) -> Result<String, String> {
    let store = BlobStore::at(&config.attachments.url, &config.attachments.options).map_err(|error| error.to_string())?;
    store.probe().await.map_err(|error| error.to_string())?;
    Ok(format!("{} answers", config.attachments.url))
}
