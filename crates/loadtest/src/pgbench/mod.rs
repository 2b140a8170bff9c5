//! What the database alone does with the rows of a scenario: the yardstick.
//!
//! The rows a scenario writes are counted by the database itself. pgbench then writes as many, of the same width and into tables with as
//! many indexes, in a schema of its own that is dropped afterwards.

mod psql;
mod rows;
mod script;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

pub(crate) use psql::{Database, bin_folder};
pub(crate) use rows::{RowsOfTable, summary, written_by};

/// How pgbench is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// Clients at once.
    pub(crate) clients: u32,
    /// How long.
    pub(crate) duration: Duration,
}

impl Database {
    /// Transactions per second that write these rows.
    pub(crate) fn writes_per_second(&self, run: Run, rows: &[RowsOfTable]) -> anyhow::Result<f64> {
        ensure!(!rows.is_empty(), "the scenario wrote no rows");
        self.in_scratch_schema(|| {
            self.execute(&script::tables(rows))?;
            self.pgbench(run, &script::writing(rows))
        })
    }

    /// Transactions per second that read `rows` rows that lie together by an index, and one by its key.
    pub(crate) fn reads_per_second(&self, run: Run, rows: u64) -> anyhow::Result<f64> {
        self.in_scratch_schema(|| {
            self.execute(&script::table_to_read())?;
            self.pgbench(run, &script::reading(rows))
        })
    }

    fn in_scratch_schema(&self, work: impl FnOnce() -> anyhow::Result<f64>) -> anyhow::Result<f64> {
        self.execute(script::FRESH_SCHEMA)?;
        let outcome = work();
        self.execute(script::DROP_SCHEMA)?;
        outcome
    }

    fn pgbench(&self, run: Run, script: &str) -> anyhow::Result<f64> {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(script.as_bytes())?;
        let output = Command::new(bin_folder()?.join("pgbench"))
            .args(["--no-vacuum", "--protocol", "prepared", "--jobs", "2", "--client", &run.clients.to_string()])
            .args(["--time", &run.duration.as_secs().max(1).to_string(), "--file"])
            .arg(file.path())
            .arg(self.url())
            .stdin(Stdio::null())
            .output()
            .context("pgbench cannot be run")?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "pgbench failed: {}", String::from_utf8_lossy(&output.stderr));
        transactions_per_second(&said).with_context(|| format!("pgbench said no rate: {said}"))
    }
}

fn transactions_per_second(said: &str) -> Option<f64> {
    said.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_read_from_what_pgbench_says() {
        let said = "latency average = 2.198 ms\ninitial connection time = 30.1 ms\ntps = 7278.543 (without initial connection time)\n";
        assert_eq!(transactions_per_second(said), Some(7278.543));
        assert_eq!(transactions_per_second("pgbench: error"), None);
    }
}
