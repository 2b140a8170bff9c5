//! Figures of files whose scanner does not speak (decision 21), read now and then by every process that works jobs.

use std::sync::Arc;
use std::time::Duration;

use correspondence_app::App;
use correspondence_app::attachments::waiting;
use prometheus::{Gauge, IntGauge, Registry};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// They change slowly.
const EVERY: Duration = Duration::from_secs(5);

/// The figures.
#[derive(Clone, Debug)]
pub(crate) struct WaitingFiles {
    files: IntGauge,
    longest_seconds: Gauge,
}

impl WaitingFiles {
    pub(crate) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let figures = Self {
            files: IntGauge::new(
                "correspondence_attachments_waiting",
                "Attachments that have waited for the malware scanner's verdict for more than an hour",
            )?,
            longest_seconds: Gauge::new(
                "correspondence_attachments_waiting_longest_seconds",
                "How long the oldest of them has waited, on the program's clock; 0 when there is none",
            )?,
        };
        registry.register(Box::new(figures.files.clone()))?;
        registry.register(Box::new(figures.longest_seconds.clone()))?;
        Ok(figures)
    }

    /// Keeps them current until `stop`.
    pub(crate) async fn follow(self, app: Arc<App>, stop: CancellationToken) {
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {}
            }
            match waiting::figures(&app).await {
                Ok(waiting) => {
                    self.files.set(i64::try_from(waiting.files).unwrap_or(i64::MAX));
                    self.longest_seconds.set(waiting.longest_seconds);
                }
                Err(error) => tracing::warn!(%error, "figures of waiting files cannot be read"),
            }
        }
    }
}
