//! `dev`: a complete local Altinn on one port. The server reaches the emulated platform over HTTP through its own port, as it reaches
//! the real one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::extract::Request;
use correspondence_app::ProgramClock;
use correspondence_config::Config;
use correspondence_emulator::Emulator;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::cli::Dev;
use crate::demo::{self, Addresses};
use crate::failure::Failure;
use crate::local_altinn::LocalAltinn;
use crate::parts::Parts;
use crate::randomness::SystemRandomness;
use crate::running::{Running, listen};
use crate::stop::Stop;
use crate::telemetry::{self, Chatter};

pub(crate) async fn run(flags: Dev) -> Result<(), Failure> {
    telemetry::start_for_people(if flags.demo { Chatter::Quiet } else { Chatter::Normal });
    let mut stop = Stop::listen()?;
    let home = Home::open(&flags)?;
    let (listener, address) = listen(&flags.listen).await?;
    let clock = Arc::new(ProgramClock::default());
    let keys = Some(home.folder.clone());
    let altinn = LocalAltinn::open(address, keys, flags.seed.as_deref(), clock.clone(), Arc::new(SystemRandomness)).await?;

    let config = configuration(&altinn, &home.folder, flags.database_url)?;
    let parts = Parts::assemble(&config, clock).await?;
    let router = on_one_port(parts.router(&config), altinn.emulator().router());
    let running = Running::start(parts, listener, router);
    println!("ready {}", altinn.base_url());

    let went_well = until_the_end(flags.demo, flags.exit, altinn.base_url(), &mut stop).await;
    altinn.stop().await;
    running.stop_jobs_first().await;
    home.close()?;
    if went_well { Ok(()) } else { Err(Failure::Told) }
}

/// Plays the demo if asked to, and stays until the program is to end. Tells whether the demo that decides the exit status went well.
async fn until_the_end(demo: bool, exit: bool, base_url: &str, stop: &mut Stop) -> bool {
    if demo {
        let addresses = Addresses { server: base_url.to_owned(), platform: base_url.to_owned() };
        let went_well = tokio::select! {
            went_well = demo::play(addresses) => Some(went_well),
            () = stop.asked_for() => None,
        };
        if exit || went_well.is_none() {
            return went_well == Some(true) || !exit;
        }
    }
    stop.asked_for().await;
    true
}

fn configuration(altinn: &LocalAltinn, folder: &Path, database_url: Option<String>) -> Result<Config, Failure> {
    let database_url = database_url.unwrap_or_else(|| format!("sqlite://{}/db.sqlite", folder.display()));
    let text = altinn.configuration("127.0.0.1:0", altinn.base_url(), &database_url, folder)?;
    Ok(Config::from_text(&text, folder, [])?)
}

/// Each path goes to whom it belongs.
pub(crate) fn on_one_port(api: Router, platform: Router) -> Router {
    let by_path = tower::service_fn(move |request: Request| {
        let router = if Emulator::serves(request.uri().path()) { &platform } else { &api };
        router.clone().oneshot(request)
    });
    Router::new().fallback_service(by_path)
}

/// The folder that everything of `dev` lies in.
struct Home {
    folder: PathBuf,
    /// Removed when it is dropped.
    temporary: Option<TempDir>,
}

impl Home {
    fn open(flags: &Dev) -> anyhow::Result<Self> {
        if flags.ephemeral {
            let temporary = TempDir::with_prefix("correspondence-").context("no temporary folder")?;
            return Ok(Self { folder: temporary.path().to_owned(), temporary: Some(temporary) });
        }
        let folder = std::path::absolute(&flags.data_dir)?;
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { folder, temporary: None })
    }

    fn close(self) -> anyhow::Result<()> {
        self.temporary.map_or(Ok(()), TempDir::close).context("the temporary folder could not be removed")
    }
}
