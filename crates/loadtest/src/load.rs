//! Keeps a number of clients busy for a time and measures how long each request takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;

use crate::process::{Process, Usage};

/// Failures after which going on is pointless.
const MOST_FAILURES: u64 = 100;

/// How much load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// Clients at once.
    pub(crate) clients: u32,
    /// No request begins after this time.
    pub(crate) duration: Duration,
    /// No more requests than this.
    pub(crate) most: u64,
}

/// What was measured.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Requests that succeeded.
    pub(crate) done: u64,
    /// Requests that did not.
    pub(crate) failed: u64,
    /// What the first of them was answered.
    pub(crate) first_failure: Option<String>,
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
    /// Microseconds from request to answer.
    pub(crate) latency: Histogram<u64>,
    /// What the server's process used meanwhile.
    pub(crate) usage: Option<Usage>,
}

impl Figures {
    /// Requests that succeeded, per second.
    pub(crate) fn rate(&self) -> f64 {
        per_second(self.done, self.elapsed)
    }

    /// Adds what was measured at another time.
    pub(crate) fn add(&mut self, other: Self) -> anyhow::Result<()> {
        self.done += other.done;
        self.failed += other.failed;
        self.first_failure = self.first_failure.take().or(other.first_failure);
        self.elapsed += other.elapsed;
        self.latency.add(other.latency)?;
        self.usage = self.usage.zip(other.usage).map(|(earlier, later)| Usage { cpu: earlier.cpu + later.cpu, ..later });
        Ok(())
    }

    /// The server's CPU time per request.
    pub(crate) fn cpu_per_request(&self) -> Option<Duration> {
        let cpu = self.usage?.cpu;
        (self.done > 0).then(|| cpu.div_f64(as_float(self.done)))
    }
}

/// `count` in `elapsed`, per second.
pub(crate) fn per_second(count: u64, elapsed: Duration) -> f64 {
    as_float(count) / elapsed.as_secs_f64().max(f64::EPSILON)
}

/// Counts here are far below what a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "counts of a load test stay below 2^52")]
pub(crate) const fn as_float(count: u64) -> f64 {
    count as f64
}

/// Runs `work` with the numbers 0, 1, 2, … from many clients at once.
pub(crate) async fn run<W, F>(load: Load, process: Option<Process>, work: W) -> anyhow::Result<Figures>
where
    W: Fn(u64) -> F + Send + Sync + 'static,
    F: Future<Output = anyhow::Result<()>> + Send,
{
    let (work, next, failures) = (Arc::new(work), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let before = process.map(Process::usage).transpose()?;
    let start = Instant::now();
    let clients: Vec<_> = (0..load.clients)
        .map(|_| {
            let (work, next, failures) = (Arc::clone(&work), Arc::clone(&next), Arc::clone(&failures));
            tokio::spawn(async move {
                let mut latency = Histogram::<u64>::new(3)?;
                let mut first_failure = None;
                while start.elapsed() < load.duration && failures.load(Ordering::Relaxed) < MOST_FAILURES {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= load.most {
                        break;
                    }
                    let begun = Instant::now();
                    match work(number).await {
                        Ok(()) => latency.record(u64::try_from(begun.elapsed().as_micros())?)?,
                        Err(error) => {
                            failures.fetch_add(1, Ordering::Relaxed);
                            first_failure.get_or_insert_with(|| format!("{error:#}"));
                        }
                    }
                }
                anyhow::Ok((latency, first_failure))
            })
        })
        .collect();
    let mut latency = Histogram::<u64>::new(3)?;
    let mut first_failure = None;
    for client in clients {
        let (of_client, failure) = client.await??;
        latency.add(of_client)?;
        first_failure = first_failure.or(failure);
    }
    let elapsed = start.elapsed();
    let usage = match (process, before) {
        (Some(process), Some(before)) => Some(process.usage()?.since(before)),
        _ => None,
    };
    Ok(Figures { done: latency.len(), failed: failures.load(Ordering::Relaxed), first_failure, elapsed, latency, usage })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_number_is_worked_once_and_failures_are_counted() {
        let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let load = Load { clients: 4, duration: Duration::from_mins(1), most: 100 };
        let figures = run(load, None, move |number| {
            record.lock().unwrap().push(number);
            async move { (number != 7).then_some(()).ok_or_else(|| anyhow::anyhow!("seven")) }
        })
        .await
        .unwrap();
        let mut seen = seen.lock().unwrap().clone();
        seen.sort_unstable();
        assert_eq!(seen, (0..100).collect::<Vec<_>>());
        assert_eq!((figures.done, figures.failed, figures.first_failure.as_deref()), (99, 1, Some("seven")));
    }
}
