//! `platform`: only the emulated Altinn platform.

use std::sync::Arc;

use correspondence_app::ProgramClock;
use tokio_util::sync::CancellationToken;

use crate::cli::Platform;
use crate::failure::Failure;
use crate::http;
use crate::local_altinn::LocalAltinn;
use crate::randomness::SystemRandomness;
use crate::running::listen;
use crate::stop::Stop;
use crate::telemetry::{self, Chatter};

pub(crate) async fn run(flags: Platform) -> Result<(), Failure> {
    telemetry::start_for_people(Chatter::Normal);
    let mut stop = Stop::listen()?;
    let (listener, address) = listen(&flags.listen).await?;
    let clock = Arc::new(ProgramClock::default());
    let altinn = LocalAltinn::open(address, flags.data_dir, flags.seed.as_deref(), clock, Arc::new(SystemRandomness)).await?;
    if let Some(file) = &flags.write_config {
        altinn.write_configuration(file)?;
    }
    let stopping = CancellationToken::new();
    let server = tokio::spawn(http::serve(listener, altinn.emulator().router(), stopping.clone()));
    println!("ready {}", altinn.base_url());
    stop.asked_for().await;
    altinn.stop().await;
    stopping.cancel();
    server.await.map_err(anyhow::Error::from)?;
    Ok(())
}
