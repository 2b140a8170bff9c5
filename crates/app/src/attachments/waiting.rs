//! Files whose scanner does not speak: the one wait without an end of its own, so that people must know of it (decision 21).

use correspondence_storage::StorageError;
use correspondence_storage::WaitingFiles;
use jiff::SignedDuration;

use crate::App;

/// A verdict that takes longer is missing.
pub(crate) const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// Files that operators must know of, as figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// Files that have waited for more than an hour.
    pub files: u64,
    /// How long the oldest of them has waited, in seconds; 0 when there is none.
    pub longest_seconds: f64,
}

/// The figures of this moment.
///
/// # Errors
/// The database cannot be asked.
pub async fn figures(app: &App) -> Result<Waiting, StorageError> {
    let now = app.now();
    let until = now.minus(PATIENCE);
    let WaitingFiles { files, oldest, .. } = app.storage.waiting_files(until, until).await?;
    Ok(Waiting { files, longest_seconds: oldest.map_or(0.0, |oldest| now.since(oldest).as_secs_f64()) })
}
