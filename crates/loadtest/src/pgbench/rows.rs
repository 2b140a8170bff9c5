//! Which rows a scenario writes, as the database's own statistics count them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::Database;
use crate::load::as_float;

/// A connection tells what it did within ten seconds after it fell idle.
const QUIET: Duration = Duration::from_secs(11);
/// The longest wait for that.
const PATIENCE: Duration = Duration::from_mins(2);
const STEP: Duration = Duration::from_millis(500);

const INSERTED: &str = "SELECT relname, n_tup_ins FROM pg_stat_user_tables WHERE schemaname = 'public'";

/// What one transaction of a scenario inserts into one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowsOfTable {
    /// Name of the table.
    pub(crate) table: String,
    /// How many rows.
    pub(crate) rows: u64,
    /// Bytes of one.
    pub(crate) width: u64,
    /// Indexes that each has to be put into.
    pub(crate) indexes: u64,
}

/// Rows inserted into each table since the database began to count.
type Counters = BTreeMap<String, u64>;

/// What `work` writes per transaction, when it does `transactions` of them and nothing else writes but what follows from it.
pub(crate) async fn written_by(
    database: &Database,
    transactions: u64,
    work: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<Vec<RowsOfTable>> {
    let before = settled(database).await?;
    work.await?;
    let after = settled(database).await?;
    let mut found = Vec::new();
    for (table, count) in after {
        let rows = rounded(count.saturating_sub(before.get(&table).copied().unwrap_or_default()), transactions);
        if rows > 0 {
            found.push(describe(database, &table, rows)?);
        }
    }
    Ok(found)
}

/// The counters once they stand still.
async fn settled(database: &Database) -> anyhow::Result<Counters> {
    let start = Instant::now();
    let (mut last, mut since) = (read(database)?, start);
    while since.elapsed() < QUIET {
        ensure!(start.elapsed() < PATIENCE, "something writes to the database all the time: rows cannot be counted");
        tokio::time::sleep(STEP).await;
        let now = read(database)?;
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
    Ok(last)
}

fn read(database: &Database) -> anyhow::Result<Counters> {
    let rows = database.rows(INSERTED)?;
    let counters = rows.iter().map(|row| Some((row.first()?.clone(), row.get(1)?.parse().ok()?))).collect::<Option<_>>();
    counters.context("the statistics have an unknown form")
}

/// The nearest whole number of rows per transaction.
fn rounded(rows: u64, transactions: u64) -> u64 {
    (rows + transactions / 2) / transactions.max(1)
}

fn describe(database: &Database, table: &str, rows: u64) -> anyhow::Result<RowsOfTable> {
    let statement = format!(
        "SELECT (SELECT coalesce(avg(pg_column_size(t)), 100)::bigint FROM (SELECT * FROM \"{table}\" LIMIT 200) t), \
         (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND tablename = '{table}')"
    );
    let answer = database.rows(&statement)?;
    let number = |column: usize| answer.first().and_then(|row| row.get(column)?.parse().ok());
    let (width, indexes) = number(0).zip(number(1)).context("a table could not be described")?;
    Ok(RowsOfTable { table: table.to_owned(), rows, width, indexes })
}

/// For the report: `3 rows (content 1, correspondence 1, job 1)`.
pub(crate) fn summary(rows: &[RowsOfTable]) -> String {
    let total: u64 = rows.iter().map(|table| table.rows).sum();
    let bytes: f64 = rows.iter().map(|table| as_float(table.rows * table.width)).sum();
    let tables: Vec<String> = rows.iter().map(|table| format!("{} {}", table.table, table.rows)).collect();
    format!("{total} rows and {:.1} kB a transaction ({})", bytes / 1000.0, tables.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_per_transaction_are_rounded() {
        assert_eq!((rounded(101, 50), rounded(74, 50), rounded(75, 50), rounded(0, 50)), (2, 1, 2, 0));
    }
}
