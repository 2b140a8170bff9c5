//! The runner's measures. Operators set none of them; tests shorten some.

use std::time::Duration;

/// Times are real ones, but where another clock is named.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long claimed jobs belong to their runner, from the claim or the last renewal.
    pub lease: Duration,
    /// How often leases are renewed.
    pub renewal: Duration,
    /// How often the queue is looked at when nobody says there is work. Each pause is up to a quarter shorter.
    pub poll: Duration,
    /// How often figures of the queue are read for the metrics.
    pub figures: Duration,
    /// Least time between two claims while there is little to do: jobs that come meanwhile share a batch.
    pub gathering: Duration,
    /// Jobs of one channel that may run at once. A channel with less room than a whole batch is not claimed from.
    pub running_per_channel: usize,
    /// How long running batches may go on after a stop was asked for.
    pub stop_grace: Duration,
    /// How long a batch may run. Then it is dropped, and its jobs have failed: nothing waits forever.
    pub longest_run: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            renewal: Duration::from_secs(10),
            poll: Duration::from_secs(1),
            figures: Duration::from_secs(5),
            gathering: Duration::from_millis(10),
            running_per_channel: 128,
            stop_grace: Duration::from_secs(9),
            longest_run: Duration::from_mins(15),
        }
    }
}
