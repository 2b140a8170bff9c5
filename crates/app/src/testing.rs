//! Time and background work under test control (run-contract §4). Reached only when the configuration allows it.

use std::time::Duration;

use correspondence_domain::time::{Clock, Timestamp};
pub use correspondence_jobs::{DrainTimedOut, Drained};
pub use correspondence_storage::jobs::{JobState, ListedJob};
use jiff::SignedDuration;

use crate::{App, AppError};

/// Rows that `GET /testing/jobs` shows at most.
const JOBS_SHOWN: u32 = 10_000;

/// Why the clock was not moved.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The program's time never goes back.
    #[error("the clock can only be moved forward")]
    Backward,
    /// The offset could not be kept.
    #[error(transparent)]
    App(#[from] AppError),
}

/// The time as the program sees it.
#[must_use]
pub fn now(app: &App) -> Timestamp {
    app.clock.now()
}

/// Moves the program's clock forward by `by`; jobs that become due run.
///
/// # Errors
/// [`ClockError`]; the clock is unchanged then.
pub async fn advance(app: &App, by: SignedDuration) -> Result<Timestamp, ClockError> {
    if by.is_negative() {
        return Err(ClockError::Backward);
    }
    let offset = app.storage.advance_clock(by).await.map_err(AppError::from)?;
    app.clock.move_to(offset);
    app.jobs.wake();
    Ok(app.clock.now())
}

/// Moves the program's clock forward to `to`.
///
/// # Errors
/// [`ClockError`]; the clock is unchanged then.
pub async fn set(app: &App, to: Timestamp) -> Result<Timestamp, ClockError> {
    app.clock.follow(&app.storage).await.map_err(AppError::from)?;
    advance(app, to.since(app.clock.now())).await
}

/// Waits until no job is due or running.
///
/// # Errors
/// [`DrainTimedOut`] when that takes longer than `timeout` of real time.
pub async fn drain(app: &App, timeout: Duration) -> Result<Drained, DrainTimedOut> {
    app.jobs.drain(timeout).await
}

/// The jobs that are kept.
///
/// # Errors
/// When the database cannot be asked.
pub async fn jobs(app: &App) -> Result<Vec<ListedJob>, AppError> {
    Ok(app.storage.list_jobs(JOBS_SHOWN).await?)
}
