//! Waiting for a condition, not for a time.

use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);

/// How often to look.
const STEP: Duration = Duration::from_millis(20);

/// Looks until `look` gives something.
///
/// # Panics
/// When that takes too long.
pub async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < LIMIT, "waited {LIMIT:?} for {what}");
        tokio::time::sleep(STEP).await;
    }
}
