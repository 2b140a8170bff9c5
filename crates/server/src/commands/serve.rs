//! `serve`: the production server. It knows nothing of an emulator.

use std::sync::Arc;

use correspondence_app::ProgramClock;
use correspondence_config::{Config, Finding};

use crate::cli::Configured;
use crate::failure::Failure;
use crate::parts::Parts;
use crate::running::{Running, listen};
use crate::stop::Stop;
use crate::telemetry::{self, Chatter};

pub(crate) async fn run(flags: &Configured) -> Result<(), Failure> {
    let config = flags.load()?;
    telemetry::start(&config.telemetry, Chatter::Normal);
    for Finding { key, problem } in config.warnings() {
        tracing::warn!("{key} {problem}");
    }
    serve(&config).await
}

async fn serve(config: &Config) -> Result<(), Failure> {
    let mut stop = Stop::listen()?;
    let parts = Parts::assemble(config, Arc::new(ProgramClock::default())).await?;
    let (listener, address) = listen(&config.server.listen).await?;
    let router = parts.router(config);
    let running = Running::start(parts, listener, router);
    println!("ready http://{address}");
    stop.asked_for().await;
    running.stop().await;
    Ok(())
}
