//! The figures on stdout, one line a scenario, and notes on stderr.

use std::time::Duration;

use crate::load::{Figures, as_float};
use crate::process::Usage;
use crate::scenarios::Transferred;

/// A scenario's ratio to what the database does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    /// Ours divided by pgbench's.
    pub(crate) value: f64,
    /// Transactions of pgbench per second.
    pub(crate) pgbench: f64,
}

impl Ratio {
    pub(crate) fn new(ours: f64, pgbench: f64) -> Self {
        Self { value: ours / pgbench.max(f64::EPSILON), pgbench }
    }
}

/// What bytes could not be moved faster than.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub(crate) name: &'static str,
    pub(crate) bytes_per_second: f64,
}

/// The names of the columns.
pub(crate) fn heading() {
    println!(
        "{:<16} {:>8} {:>10} {:>10} {:>8} {:>8} {:>8} {:>9} {:>8} {:>9} {:>7} {:>7}",
        "scenario", "requests", "requests/s", "letters/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "RSS MB", "pgbench/s", "ratio", "failed"
    );
}

/// One scenario. `letters` is how many each request stands for; CPU is the server's process per letter or request.
pub(crate) fn line(name: &str, figures: &Figures, letters: u64, ratio: Option<Ratio>) {
    let at = |quantile| millis(Duration::from_micros(figures.latency.value_at_quantile(quantile)));
    println!(
        "{name:<16} {:>8} {:>10.1} {:>10.1} {:>8} {:>8} {:>8} {:>9} {:>8} {:>9} {:>7} {:>7}",
        figures.done,
        figures.rate(),
        figures.rate() * as_float(letters),
        at(0.5),
        at(0.95),
        at(0.99),
        figures.cpu_per_request().map_or_else(dash, |cpu| format!("{:.3}", cpu.as_secs_f64() * 1000.0 / as_float(letters.max(1)))),
        figures.usage.map_or_else(dash, |usage| megabytes(usage.resident)),
        ratio.map_or_else(dash, |ratio| format!("{:.1}", ratio.pgbench)),
        ratio.map_or_else(dash, |ratio| format!("{:.2}", ratio.value)),
        figures.failed,
    );
    first_failure(name, figures);
}

/// The names of the columns for files.
pub(crate) fn transfer_heading() {
    println!(
        "{:<16} {:>8} {:>10} {:>10} {:>8} {:>8} {:>8} {:>9} {:>8} {:>7}  ratio to each limit",
        "scenario", "requests", "requests/s", "MB/s", "p50 ms", "p95 ms", "p99 ms", "CPU ns/B", "added MB", "failed"
    );
}

/// A scenario with files of `bytes_each`. CPU is the server's process per byte; memory is what it took beyond that of before.
pub(crate) fn transfer(name: &str, transferred: &Transferred, bytes_each: u64, limits: &[Limit]) {
    let figures = &transferred.figures;
    let rate = figures.rate() * as_float(bytes_each);
    let at = |quantile| millis(Duration::from_micros(figures.latency.value_at_quantile(quantile)));
    let ratios = limits.iter().map(|limit| {
        let ratio = rate / limit.bytes_per_second.max(f64::EPSILON);
        format!("{ratio:.2} of {} ({:.0} MB/s)", limit.name, limit.bytes_per_second / 1e6)
    });
    println!(
        "{name:<16} {:>8} {:>10.1} {:>10.1} {:>8} {:>8} {:>8} {:>9} {:>8} {:>7}  {}",
        figures.done,
        figures.rate(),
        rate / 1e6,
        at(0.5),
        at(0.95),
        at(0.99),
        figures.cpu_per_request().map_or_else(dash, |cpu| format!("{:.3}", cpu.as_secs_f64() * 1e9 / as_float(bytes_each.max(1)))),
        transferred.added.map_or_else(dash, megabytes),
        figures.failed,
        ratios.collect::<Vec<_>>().join(", "),
    );
    first_failure(name, figures);
}

fn first_failure(name: &str, figures: &Figures) {
    if let Some(failure) = &figures.first_failure {
        eprintln!("  {name}: the first failure was {failure}");
    }
}

/// A remark that belongs to the figures.
pub(crate) fn note(text: &str) {
    println!("  {text}");
}

/// What the server holds at one moment.
pub(crate) fn memory(moment: &str, usage: Usage) {
    note(&format!("memory {moment}: {} MB, at most {} MB since its start", megabytes(usage.resident), megabytes(usage.peak)));
}

fn dash() -> String {
    "-".to_owned()
}

fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}

fn megabytes(kibibytes: u64) -> String {
    format!("{:.1}", as_float(kibibytes) * 1.024 / 1000.0)
}
