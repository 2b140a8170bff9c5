//! Work that goes on when its client goes away: what was begun with bytes is brought to its end, or taken back, whoever still waits for it.
//! When the program stops it is waited for as requests are; what is cut off then counts as interrupted.

use tracing::Instrument as _;

use crate::{App, AppError};

/// The outcome of `work`, which ends also when this future is dropped.
pub(crate) async fn to_the_end<T: Send + 'static>(
    app: &App,
    work: impl Future<Output = Result<T, AppError>> + Send + 'static,
) -> Result<T, AppError> {
    let ended = app.outliving.spawn(work.in_current_span()).await;
    ended.map_err(|error| AppError::Unexpected(anyhow::Error::new(error).context("the work ended badly")))?
}
