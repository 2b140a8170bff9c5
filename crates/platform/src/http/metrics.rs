//! Figures of outbound calls, per remote and outcome.

use std::time::Duration;

use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry};

#[derive(Debug)]
pub(super) struct Metrics {
    calls: HistogramVec,
    attempts: IntCounterVec,
}

impl Metrics {
    pub(super) fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let calls = HistogramVec::new(
            HistogramOpts::new(
                "correspondence_outbound_call_seconds",
                "Time of calls to other systems, quick repeats and tokens included, by remote and outcome",
            )
            .buckets(vec![0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]),
            &["remote", "outcome"],
        )?;
        let attempts = IntCounterVec::new(
            Opts::new(
                "correspondence_outbound_attempts_total",
                "Requests sent to other systems, by remote and class of the status; none: no answer",
            ),
            &["remote", "status"],
        )?;
        registry.register(Box::new(calls.clone()))?;
        registry.register(Box::new(attempts.clone()))?;
        Ok(Self { calls, attempts })
    }

    pub(super) fn call(&self, remote: &str, outcome: &str, took: Duration) {
        self.calls.with_label_values(&[remote, outcome]).observe(took.as_secs_f64());
    }

    pub(super) fn attempt(&self, remote: &str, class: &str) {
        self.attempts.with_label_values(&[remote, class]).inc();
    }
}

/// The class of a status, which keeps the number of series small.
pub(super) fn class(status: u16) -> &'static str {
    match status {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
