//! The loop of a runner: sleep until there may be work, claim it, hand it out in batches.

use std::sync::Arc;
use std::time::Duration;

use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{BATCH, Channel, Claim, ClaimedJob};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Parts;
use super::batch::{Batch, Judged};
use super::settle::settle;

/// Shortest sleep until the time of a job: the program's clock may stand still under test.
const SHORTEST_SLEEP: Duration = Duration::from_millis(5);
/// Least time between two looks when the first found nothing.
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);
/// Pause after the database could not be reached.
const AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Runs until `stop`; see [`Runner::run`](super::Runner::run).
pub(super) async fn run(parts: Arc<Parts>, stop: CancellationToken) {
    // Dropped with this future, whose end is then the end of everything it began.
    let mut companions = JoinSet::new();
    let renewing = Arc::clone(&parts);
    companions.spawn(async move { renewing.renew_leases().await });
    let listening = Arc::clone(&parts);
    companions.spawn(async move { listening.handle.wake_up.listen().await });

    let (judged, to_settle) = unbounded_channel();
    let mut settling = JoinSet::new();
    settling.spawn(settle(Arc::clone(&parts), to_settle));

    let mut claims =
        Claims { parts: Arc::clone(&parts), judged, batches: JoinSet::new(), next_poll: Instant::now(), next_figures: Instant::now() };
    claims.until(&stop).await;

    let Claims { judged, mut batches, .. } = claims;
    let finish = async {
        while batches.join_next().await.is_some() {}
        drop(judged);
        while settling.join_next().await.is_some() {}
    };
    if timeout(parts.settings.stop_grace, finish).await.is_err() {
        batches.shutdown().await;
        settling.shutdown().await;
    }
    if let Err(error) = parts.handle.storage.release_leases(&parts.leases.all()).await {
        tracing::warn!(%error, "jobs were not given back; they wait for the end of their leases");
    }
    companions.shutdown().await;
}

struct Claims {
    parts: Arc<Parts>,
    judged: UnboundedSender<Vec<Judged>>,
    batches: JoinSet<()>,
    next_poll: Instant,
    next_figures: Instant,
}

impl Claims {
    async fn until(&mut self, stop: &CancellationToken) {
        if stop.run_until_cancelled(self.prepare()).await.is_none() {
            return;
        }
        while !stop.is_cancelled() {
            let began = Instant::now();
            let wait = match self.look(stop).await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::warn!(%error, "no jobs can be claimed");
                    Wait::Sleep(began + AFTER_FAILURE)
                }
            };
            match wait {
                Wait::Not => {}
                Wait::Sleep(until) => {
                    stop.run_until_cancelled(sleep_until(until)).await;
                }
                Wait::ForWork { until, gather } => {
                    stop.run_until_cancelled(self.work_or(until)).await;
                    // While there is work, jobs that come one after the other share a batch.
                    let pause = if gather { self.parts.settings.gathering } else { BETWEEN_LOOKS };
                    stop.run_until_cancelled(sleep_until(began + pause)).await;
                }
            }
        }
    }

    /// What a start needs, tried until the database is there.
    async fn prepare(&self) {
        loop {
            let prepare = async {
                self.parts.take_back_stale_leases().await?;
                self.parts.add_recurring().await
            };
            let Err(error) = prepare.await else { return };
            tracing::warn!(%error, "the queue cannot be reached");
            sleep(AFTER_FAILURE).await;
        }
    }

    /// Waits for a wake-up, at most until a time.
    async fn work_or(&mut self, until: Instant) {
        let until = until.min(self.next_poll);
        let woken = async {
            tokio::select! {
                () = self.parts.handle.wake_up.woken() => {}
                () = sleep_until(until) => {}
            }
        };
        tokio::pin!(woken);
        loop {
            tokio::select! {
                () = &mut woken => return,
                Some(ended) = self.batches.join_next(), if !self.batches.is_empty() => report(&ended),
            }
        }
    }

    /// Claims once, and does what is due every now and then.
    async fn look(&mut self, stop: &CancellationToken) -> Result<Wait, StorageError> {
        while let Some(ended) = self.batches.try_join_next() {
            report(&ended);
        }
        self.poll().await?;
        let parts = &self.parts;
        let open = parts.handle.counts.channels_with_room(parts.settings.running_per_channel);
        if !open.contains(&true) {
            return Ok(Wait::ForWork { until: self.next_poll, gather: true });
        }
        let lease = Uuid::from_bytes(parts.handle.randomness.bytes());
        let now = parts.now();
        let claim = Claim { lease, leased_until: parts.lease_end(), now, kinds: &parts.kinds, channels: open };
        let claimed = parts.handle.storage.claim_jobs(claim).await?;
        if claimed.is_empty() {
            let next = parts.handle.storage.next_job_run(now).await?;
            let until = next.map_or(self.next_poll, |at| self.real(at));
            return Ok(Wait::ForWork { until, gather: false });
        }
        if stop.is_cancelled() {
            parts.handle.storage.release_leases(&[lease]).await?;
            return Ok(Wait::Not);
        }
        let of = |channel: Channel| claimed.iter().filter(|claimed| claimed.job.channel == channel).count();
        let full = Channel::ALL.into_iter().any(|channel| of(channel) == channel.batch());
        self.hand_out(lease, claimed);
        Ok(if full { Wait::Not } else { Wait::ForWork { until: self.next_poll, gather: true } })
    }

    /// What happens about once a second, however busy the runner is.
    async fn poll(&mut self) -> Result<(), StorageError> {
        let now = Instant::now();
        if now < self.next_poll {
            return Ok(());
        }
        self.next_poll = now + self.jittered(self.parts.settings.poll);
        self.parts.take_back_lost().await?;
        if now >= self.next_figures {
            self.next_figures = now + self.parts.settings.figures;
            let program_now = self.parts.now();
            self.parts.metrics.queue(self.parts.handle.storage.job_figures(program_now).await?, program_now);
        }
        Ok(())
    }

    /// Starts the claimed jobs, earliest first, in batches of one kind.
    fn hand_out(&mut self, lease: Uuid, claimed: Vec<ClaimedJob>) {
        self.parts.leases.begin(lease, claimed.len());
        let mut by_kind: Vec<(&'static str, Vec<ClaimedJob>)> = Vec::new();
        for job in claimed {
            self.parts.handle.counts.begin(job.job.channel, 1);
            match by_kind.iter_mut().find(|(kind, _)| *kind == job.job.kind) {
                Some((_, jobs)) => jobs.push(job),
                None => {
                    if let Some((kind, _)) = self.parts.registered.get_key_value(job.job.kind.as_str()) {
                        by_kind.push((kind, vec![job]));
                    }
                }
            }
        }
        for (kind, jobs) in by_kind {
            let size = self.parts.registered.get(kind).map_or(BATCH, |registered| registered.handler.batch_size().max(1));
            let mut jobs = jobs.into_iter().peekable();
            while jobs.peek().is_some() {
                let batch = Batch { lease, kind, jobs: jobs.by_ref().take(size).collect() };
                let unsettled =
                    Unsettled { lease, channels: batch.jobs.iter().map(|job| job.job.channel).collect(), parts: Arc::clone(&self.parts) };
                let (parts, judged) = (Arc::clone(&self.parts), self.judged.clone());
                self.batches.spawn(async move {
                    let verdicts = parts.run_batch(batch).await;
                    unsettled.hand_over();
                    // Nobody receives only when the runner is gone, and its jobs are given back.
                    let _ = judged.send(verdicts);
                });
            }
        }
    }

    /// When the program's clock will show `at`, if nobody moves it.
    fn real(&self, at: Timestamp) -> Instant {
        let wait = Duration::try_from(at.since(self.parts.now())).unwrap_or_default();
        Instant::now() + wait.clamp(SHORTEST_SLEEP, self.parts.settings.poll)
    }

    /// Up to a quarter shorter, so that processes do not ask all at once.
    fn jittered(&self, duration: Duration) -> Duration {
        let part = f64::from(self.parts.handle.randomness.bytes()[0]) / 255.0;
        duration.mul_f64(1.0 - part / 4.0)
    }
}

/// A batch that runs. When it breaks off, its jobs stop to count and their lease is no longer renewed.
struct Unsettled {
    parts: Arc<Parts>,
    lease: Uuid,
    channels: Vec<Channel>,
}

impl Unsettled {
    fn hand_over(mut self) {
        self.channels.clear();
    }
}

impl Drop for Unsettled {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.parts.leases.settle(self.lease, self.channels.len());
            for channel in &self.channels {
                self.parts.handle.counts.end(*channel, 1);
            }
        }
    }
}

/// What to do after a look at the queue.
enum Wait {
    /// There was more than one claim could take.
    Not,
    /// Until a time, whatever happens.
    Sleep(Instant),
    /// Until somebody says that there is work, or a time.
    ForWork { until: Instant, gather: bool },
}

fn report(ended: &Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a batch of jobs broke off; they run again when their leases end");
    }
}
