//! `migrate`: brings the schema up to date.

use anyhow::Context;
use correspondence_storage::Storage;

use crate::cli::Configured;
use crate::failure::Failure;
use crate::telemetry::{self, Chatter};

pub(crate) async fn run(flags: &Configured) -> Result<(), Failure> {
    let config = flags.load()?;
    telemetry::start(&config.telemetry, Chatter::Quiet);
    let storage = Storage::open(&config.database.url, 1).await.context("the database")?;
    let applied = storage.migrate().await.context("the schema could not be brought up to date")?;
    storage.close().await;
    for name in &applied {
        println!("applied {name}");
    }
    if applied.is_empty() {
        println!("the schema is up to date");
    }
    Ok(())
}
