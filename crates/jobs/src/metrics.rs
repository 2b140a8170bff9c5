//! Figures of background work for Prometheus. Labels are kinds and outcomes, never anything of a letter.

use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::QueueFigures;
use prometheus::{Gauge, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry};

/// Bounds of the histogram of runs, in seconds.
const RUN_SECONDS: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0];

/// What became of a job, as a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    Done,
    Failed,
    Dead,
    /// Its lease ran out.
    Lost,
}

/// The figures.
pub(crate) struct Metrics {
    settled: IntCounterVec,
    run_seconds: HistogramVec,
    due: IntGauge,
    oldest_due_seconds: Gauge,
    running: IntGauge,
    dead: IntGauge,
}

impl Metrics {
    pub(crate) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let metrics = Self {
            settled: IntCounterVec::new(
                Opts::new("correspondence_jobs_total", "Attempts of jobs by kind and outcome: done, failed, dead, lost (lease ran out)"),
                &["kind", "outcome"],
            )?,
            run_seconds: HistogramVec::new(
                HistogramOpts::new("correspondence_job_run_seconds", "Time that a handler took for a batch of jobs")
                    .buckets(RUN_SECONDS.to_vec()),
                &["kind"],
            )?,
            due: IntGauge::new(
                "correspondence_jobs_due",
                "Jobs that are due and not running, in all processes; 10000 means so many or more",
            )?,
            oldest_due_seconds: Gauge::new(
                "correspondence_jobs_oldest_due_seconds",
                "How long the oldest due job has been due, on the program's clock",
            )?,
            running: IntGauge::new("correspondence_jobs_running", "Jobs that run, in all processes")?,
            dead: IntGauge::new("correspondence_jobs_dead", "Jobs whose attempts are used up; 10000 means so many or more")?,
        };
        registry.register(Box::new(metrics.settled.clone()))?;
        registry.register(Box::new(metrics.run_seconds.clone()))?;
        registry.register(Box::new(metrics.due.clone()))?;
        registry.register(Box::new(metrics.oldest_due_seconds.clone()))?;
        registry.register(Box::new(metrics.running.clone()))?;
        registry.register(Box::new(metrics.dead.clone()))?;
        Ok(metrics)
    }

    pub(crate) fn settled(&self, kind: &str, settled: Settled, jobs: u64) {
        let outcome = match settled {
            Settled::Done => "done",
            Settled::Failed => "failed",
            Settled::Dead => "dead",
            Settled::Lost => "lost",
        };
        self.settled.with_label_values(&[kind, outcome]).inc_by(jobs);
    }

    pub(crate) fn ran(&self, kind: &str, seconds: f64) {
        self.run_seconds.with_label_values(&[kind]).observe(seconds);
    }

    pub(crate) fn queue(&self, figures: QueueFigures, now: Timestamp) {
        let waited = figures.oldest_due.map_or(0.0, |due| now.since(due).as_secs_f64().max(0.0));
        self.due.set(i64::try_from(figures.due).unwrap_or(i64::MAX));
        self.oldest_due_seconds.set(waited);
        self.running.set(i64::try_from(figures.running).unwrap_or(i64::MAX));
        self.dead.set(i64::try_from(figures.dead).unwrap_or(i64::MAX));
    }
}
