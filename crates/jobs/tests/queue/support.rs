//! A clock to move, handlers that do as they are told, and runners.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use correspondence_domain::identifiers::JobId;
use correspondence_domain::randomness::{Randomness, SharedRandomness};
use correspondence_domain::time::{Clock, SharedClock, Timestamp};
use correspondence_jobs::{
    BoxFuture, Channel, DeadJob, Drained, Handler, Job, JobState, JobsHandle, ListedJob, NewJob, Outcome, RecurringJob, Runner, Settings,
};
use correspondence_storage::Storage;
use correspondence_testkit_databases::{Engine, TestDatabase};
use jiff::SignedDuration;
use prometheus::Registry;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program's clock that only moves when it is told to, or also goes on by itself. Real time goes on.
#[derive(Debug)]
pub(crate) struct TestClock {
    begin: Instant,
    moved: AtomicI64,
    ticks: bool,
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let now = if self.ticks { self.real_now() } else { start() };
        now.plus(SignedDuration::from_micros(self.moved.load(Ordering::SeqCst)))
    }

    fn real_now(&self) -> Timestamp {
        start().plus(SignedDuration::try_from(self.begin.elapsed()).unwrap())
    }
}

impl TestClock {
    pub(crate) fn standing() -> Arc<Self> {
        Arc::new(Self { begin: Instant::now(), moved: AtomicI64::new(0), ticks: false })
    }

    pub(crate) fn ticking() -> Arc<Self> {
        Arc::new(Self { begin: Instant::now(), moved: AtomicI64::new(0), ticks: true })
    }

    pub(crate) fn advance(&self, by: SignedDuration) {
        self.moved.fetch_add(i64::try_from(by.as_micros()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn set(&self, to: Timestamp) {
        self.advance(to.since(self.now()));
    }
}

/// Noon of a day.
pub(crate) fn start() -> Timestamp {
    Timestamp::parse("2026-03-02T12:00:00Z").unwrap()
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// Numbers that do not repeat.
#[derive(Debug, Default)]
struct Sequence(AtomicU64);

impl Randomness for Sequence {
    fn bytes(&self) -> [u8; 16] {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        // The high half looks random, the low half makes it unique.
        let high = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((u128::from(high) << 64) | u128::from(number)).to_be_bytes()
    }
}

pub(crate) fn job_id(number: u64) -> JobId {
    JobId(Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) | u128::from(number)))
}

pub(crate) fn subject(number: u64) -> Uuid {
    Uuid::from_u128((0x0191_0000_0000_7000_8000 << 48) | u128::from(number))
}

/// A job in the lifecycle lane of the subject with its own number, due at the start.
pub(crate) fn job(kind: &'static str, number: u64) -> NewJob {
    NewJob {
        id: job_id(number),
        kind,
        subject: subject(number),
        channel: Channel::Lifecycle,
        payload: serde_json::json!({ "number": number }),
        due_at: start(),
    }
}

/// What one process has.
pub(crate) struct Process {
    pub(crate) storage: Storage,
    pub(crate) handle: JobsHandle,
    pub(crate) registry: Registry,
    pub(crate) settings: Settings,
    pub(crate) dead: Arc<Mutex<Vec<DeadJob>>>,
}

impl Process {
    pub(crate) async fn new(database: &TestDatabase, clock: &Arc<TestClock>) -> Self {
        Self::with(database.storage().await, clock)
    }

    pub(crate) fn with(storage: Storage, clock: &Arc<TestClock>) -> Self {
        static RANDOM: std::sync::LazyLock<SharedRandomness> = std::sync::LazyLock::new(|| Arc::new(Sequence::default()));
        let clock: SharedClock = clock.clone();
        let handle = JobsHandle::new(storage.clone(), clock, RANDOM.clone());
        Self { storage, handle, registry: Registry::new(), settings: Settings::default(), dead: Arc::default() }
    }

    /// Another process on the same connections, after this one is gone.
    pub(crate) fn successor(&self, clock: &Arc<TestClock>) -> Self {
        let mut successor = Self::with(self.storage.clone(), clock);
        successor.settings = self.settings;
        successor
    }

    pub(crate) async fn enqueue(&self, jobs: &[NewJob]) {
        let mut transaction = self.storage.begin().await.unwrap();
        transaction.enqueue(jobs).await.unwrap();
        transaction.commit().await.unwrap();
        self.handle.wake();
    }

    pub(crate) fn run(&self, handlers: Vec<Arc<dyn Handler>>) -> Running {
        self.run_with(handlers, Vec::new())
    }

    pub(crate) fn run_with(&self, handlers: Vec<Arc<dyn Handler>>, recurring: Vec<RecurringJob>) -> Running {
        let dead = self.dead.clone();
        let runner = Runner::new(&self.handle, handlers, recurring, &self.registry)
            .unwrap()
            .with_settings(self.settings)
            .on_dead(move |job| dead.lock().unwrap().push(job.clone()));
        let stop = CancellationToken::new();
        let task = tokio::spawn(runner.run(stop.clone()));
        Running { stop, task }
    }

    pub(crate) async fn drain(&self) -> Drained {
        self.handle.drain(PATIENCE).await.unwrap()
    }

    /// Moves the clock on until no job waits.
    pub(crate) async fn drain_to_the_end(&self, clock: &TestClock) {
        while self.drain().await.scheduled > 0 {
            clock.advance(hours(13));
            self.handle.wake();
        }
    }

    pub(crate) async fn listed(&self) -> Vec<ListedJob> {
        self.storage.list_jobs(10_000).await.unwrap()
    }

    pub(crate) async fn listed_one(&self, id: JobId) -> Option<ListedJob> {
        self.listed().await.into_iter().find(|job| job.id == id)
    }

    pub(crate) async fn state(&self, id: JobId) -> Option<JobState> {
        self.listed_one(id).await.map(|job| job.state)
    }

    /// A figure of the metrics, 0 when it was never set.
    pub(crate) fn metric(&self, name: &str, labels: &[(&str, &str)]) -> u64 {
        let families = self.registry.gather();
        let Some(family) = families.iter().find(|family| family.name() == name) else { return 0 };
        let figure: f64 = family
            .get_metric()
            .iter()
            .filter(|metric| labels.iter().all(|(name, value)| metric.get_label().iter().any(|l| l.name() == *name && l.value() == *value)))
            .map(|metric| metric.get_counter().get_value() + metric.get_gauge().get_value())
            .fold(0.0, |sum, figure| sum + figure);
        format!("{figure:.0}").parse().unwrap()
    }
}

/// A running runner.
pub(crate) struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }

    /// As `kill -9`: nothing is given back.
    pub(crate) async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

type Act = Box<dyn Fn(&Job) -> Outcome + Send + Sync>;
type GaveUp = Box<dyn Fn(&Job, &str) -> Result<(), String> + Send + Sync>;

/// A handler that records what it is asked and answers as it is told.
pub(crate) struct Told {
    kind: &'static str,
    act: Act,
    gave_up: GaveUp,
    /// Runs wait for a permit, when there is a gate.
    gate: Option<Arc<tokio::sync::Semaphore>>,
    batch_size: usize,
    runs: Mutex<Vec<Job>>,
    batches: Mutex<Vec<usize>>,
    given_up: Mutex<Vec<(JobId, String)>>,
}

impl Told {
    pub(crate) fn to(kind: &'static str, act: impl Fn(&Job) -> Outcome + Send + Sync + 'static) -> Self {
        Self {
            kind,
            act: Box::new(act),
            gave_up: Box::new(|_, _| Ok(())),
            gate: None,
            batch_size: 64,
            runs: Mutex::default(),
            batches: Mutex::default(),
            given_up: Mutex::default(),
        }
    }

    pub(crate) fn to_succeed(kind: &'static str) -> Self {
        Self::to(kind, |_| Outcome::Done)
    }

    pub(crate) fn when_given_up(mut self, act: impl Fn(&Job, &str) -> Result<(), String> + Send + Sync + 'static) -> Self {
        self.gave_up = Box::new(act);
        self
    }

    /// Every run waits until the returned gate lets it pass.
    pub(crate) fn behind_gate(mut self) -> (Self, Arc<tokio::sync::Semaphore>) {
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        self.gate = Some(gate.clone());
        (self, gate)
    }

    pub(crate) fn one_at_a_time(mut self) -> Self {
        self.batch_size = 1;
        self
    }

    /// Ids of the jobs in the order they were begun; one for each attempt.
    pub(crate) fn begun(&self) -> Vec<JobId> {
        self.runs.lock().unwrap().iter().map(|job| job.id).collect()
    }

    pub(crate) fn jobs(&self) -> Vec<Job> {
        self.runs.lock().unwrap().clone()
    }

    pub(crate) fn attempts(&self) -> usize {
        self.runs.lock().unwrap().len()
    }

    /// As they were given to it.
    pub(crate) fn runs(&self) -> Vec<Job> {
        self.runs.lock().unwrap().clone()
    }

    pub(crate) fn batches(&self) -> Vec<usize> {
        self.batches.lock().unwrap().clone()
    }

    pub(crate) fn given_up(&self) -> Vec<(JobId, String)> {
        self.given_up.lock().unwrap().clone()
    }

    pub(crate) fn attempts_by_job(&self) -> HashMap<JobId, usize> {
        self.begun().into_iter().fold(HashMap::new(), |mut by_job, id| {
            *by_job.entry(id).or_default() += 1;
            by_job
        })
    }
}

impl Handler for Told {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn batch_size(&self) -> usize {
        self.batch_size
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        Box::pin(async move {
            self.runs.lock().unwrap().extend(jobs.iter().cloned());
            self.batches.lock().unwrap().push(jobs.len());
            if let Some(gate) = &self.gate {
                gate.acquire().await.unwrap().forget();
            }
            jobs.iter().map(|job| (self.act)(job)).collect()
        })
    }

    fn gave_up<'a>(&'a self, job: &'a Job, error: &'a str) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async move {
            self.given_up.lock().unwrap().push((job.id, error.to_owned()));
            (self.gave_up)(job, error)
        })
    }
}

/// Waits until a condition holds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, condition: impl Fn() -> F) {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await {
        assert!(Instant::now() < deadline, "still not so: {what}");
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

/// How many processes can share a database.
pub(crate) fn most_processes(database: &TestDatabase) -> usize {
    match database.engine() {
        Engine::Postgres => 4,
        Engine::Sqlite => 1,
    }
}
