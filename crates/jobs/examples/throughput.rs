//! How many trivial jobs a second one runner does, and how soon a job is begun. For a person to run, on an empty database:
//!
//! `cargo run --release -p correspondence-jobs --example throughput -- postgres://user@host/database`

#![expect(clippy::print_stdout, reason = "it is what this program is for")]
#![expect(clippy::cast_precision_loss, reason = "counts of a measurement")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use correspondence_domain::identifiers::JobId;
use correspondence_domain::randomness::Randomness;
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::{BoxFuture, Channel, Handler, Job, JobsHandle, NewJob, Outcome, Runner};
use correspondence_storage::{Storage, StorageError};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const JOBS: u64 = 50_000;
const SINGLES: u64 = 300;

#[derive(Debug)]
struct SinceStart(Instant);

impl Clock for SinceStart {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(1_767_225_600_000_000).plus(SignedDuration::try_from(self.0.elapsed()).unwrap_or_default())
    }

    fn real_now(&self) -> Timestamp {
        self.now()
    }
}

#[derive(Debug, Default)]
struct Numbers(AtomicU64);

impl Randomness for Numbers {
    fn bytes(&self) -> [u8; 16] {
        u128::from(self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
    }
}

#[derive(Default)]
struct Trivial {
    begun: AtomicU64,
    last: Mutex<Option<Instant>>,
}

impl Handler for Trivial {
    fn kind(&self) -> &'static str {
        "trivial"
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        Box::pin(async move {
            *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            self.begun.fetch_add(jobs.len() as u64, Ordering::SeqCst);
            vec![Outcome::Done; jobs.len()]
        })
    }
}

fn job(number: u64, clock: &SinceStart) -> NewJob {
    let id = Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) | u128::from(number));
    NewJob { id: JobId(id), kind: "trivial", subject: id, channel: Channel::Lifecycle, payload: serde_json::json!({}), due_at: clock.now() }
}

async fn enqueue(storage: &Storage, jobs: &[NewJob]) -> Result<(), StorageError> {
    let mut transaction = storage.begin().await?;
    transaction.enqueue(jobs).await?;
    transaction.commit().await
}

/// Waits until so many jobs were begun and none runs.
async fn all_done(storage: &Storage, handler: &Trivial, jobs: u64) -> Result<(), StorageError> {
    while handler.begun.load(Ordering::SeqCst) < jobs || storage.job_figures(Timestamp::MIN).await?.running > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("usage: throughput DATABASE-URL")?;
    let storage = Storage::open(&url, 20).await?;
    storage.migrate().await?;
    let clock = Arc::new(SinceStart(Instant::now()));
    let handle = JobsHandle::new(storage.clone(), clock.clone(), Arc::new(Numbers::default()));
    let handler = Arc::new(Trivial::default());

    let begun = Instant::now();
    for numbers in (0..JOBS).collect::<Vec<_>>().chunks(1000) {
        enqueue(&storage, &numbers.iter().map(|number| job(*number, &clock)).collect::<Vec<_>>()).await?;
    }
    println!("enqueued   {:>8.0} jobs/s (1000 a transaction)", JOBS as f64 / begun.elapsed().as_secs_f64());

    let stop = CancellationToken::new();
    let runner = Runner::new(&handle, vec![handler.clone()], Vec::new(), &prometheus::Registry::new())?;
    let begun = Instant::now();
    let running = tokio::spawn(runner.run(stop.clone()));
    all_done(&storage, &handler, JOBS).await?;
    println!("ran        {:>8.0} jobs/s", JOBS as f64 / begun.elapsed().as_secs_f64());

    let mut waits = Vec::new();
    for number in JOBS..JOBS + SINGLES {
        enqueue(&storage, &[job(number, &clock)]).await?;
        let committed = Instant::now();
        handle.wake();
        all_done(&storage, &handler, number + 1).await?;
        let begun = handler.last.lock().unwrap_or_else(PoisonError::into_inner).unwrap_or(committed);
        waits.push(begun.saturating_duration_since(committed));
    }
    waits.sort_unstable();
    println!("begun after {:?} (median), {:?} (99 of 100)", waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
    stop.cancel();
    running.await?;
    Ok(())
}
