//! Waiting for something that the service does in the background.

use std::time::Duration;

use anyhow::bail;
use tokio::time::{Instant, sleep};

/// How long anything in the story may take.
pub(super) const LIMIT: Duration = Duration::from_secs(30);

/// Time between two questions.
const STEP: Duration = Duration::from_millis(40);

/// Asks until there is an answer.
pub(super) async fn until<T, F>(what: &str, mut ask: F) -> anyhow::Result<T>
where
    F: AsyncFnMut() -> anyhow::Result<Option<T>>,
{
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(found) = ask().await? {
            return Ok(found);
        }
        if Instant::now() >= end {
            bail!("{what} did not happen within {} s", LIMIT.as_secs());
        }
        sleep(STEP).await;
    }
}
