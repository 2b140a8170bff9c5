//! Work that goes on when its client goes away: what was begun with bytes is brought to its end, or taken back, whoever still waits for it.

use tracing::Instrument as _;

use crate::AppError;

/// The outcome of `work`, which ends also when this future is dropped.
pub(crate) async fn to_the_end<T: Send + 'static>(work: impl Future<Output = Result<T, AppError>> + Send + 'static) -> Result<T, AppError> {
    let ended = tokio::spawn(work.in_current_span()).await;
    ended.map_err(|error| AppError::Unexpected(anyhow::Error::new(error).context("the work ended badly")))?
}
