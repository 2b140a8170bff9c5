//! Tables and scripts for pgbench.

use std::fmt::Write as _;

use super::RowsOfTable;

/// A schema of our own, beside the one that is measured.
pub(super) const FRESH_SCHEMA: &str = "DROP SCHEMA IF EXISTS loadtest CASCADE; CREATE SCHEMA loadtest";
/// Nothing is left behind.
pub(super) const DROP_SCHEMA: &str = "DROP SCHEMA loadtest CASCADE";

/// Rows in the table that is read from.
const TO_READ: u64 = 100_000;
/// Rows that share a value of the index.
const TOGETHER: u64 = 1000;
/// Rows of one statement that are written out one by one.
const MOST_LISTED: u64 = 8;
/// Bytes of a row beside its payload.
const OVERHEAD: u64 = 48;

/// For each table one with as many indexes, the primary key among them.
pub(super) fn tables(rows: &[RowsOfTable]) -> String {
    let mut text = String::new();
    for table in rows {
        let name = &table.table;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "CREATE TABLE loadtest.\"{name}\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a bigint NOT NULL, payload text NOT NULL); "
        );
        for _ in 1..table.indexes {
            let _ = write!(text, "CREATE INDEX ON loadtest.\"{name}\" (a, id); ");
        }
    }
    text
}

/// One transaction with a statement for each table.
pub(super) fn writing(rows: &[RowsOfTable]) -> String {
    let mut text = "\\set a random(1, 1000000000)\nBEGIN;\n".to_owned();
    for table in rows {
        let payload = "x".repeat(usize::try_from(table.width.saturating_sub(OVERHEAD)).unwrap_or_default());
        let (name, count) = (&table.table, table.rows);
        let _ = write!(text, "INSERT INTO loadtest.\"{name}\" (a, payload) ");
        if count <= MOST_LISTED {
            let values = vec![format!("(:a, '{payload}')"); usize::try_from(count).unwrap_or_default()];
            let _ = writeln!(text, "VALUES {};", values.join(", "));
        } else {
            let _ = writeln!(text, "SELECT :a + n, '{payload}' FROM generate_series(1, {count}) n;");
        }
    }
    text.push_str("COMMIT;\n");
    text
}

/// A table of letters' width with an index besides its key.
pub(super) fn table_to_read() -> String {
    format!(
        "CREATE TABLE loadtest.letter AS SELECT n AS id, n / {TOGETHER} AS a, repeat('x', 400) AS payload FROM generate_series(1, {TO_READ}) n; \
         ALTER TABLE loadtest.letter ADD PRIMARY KEY (id); CREATE INDEX ON loadtest.letter (a, id); ANALYZE loadtest.letter"
    )
}

/// Reads one row by its key and `rows` rows by the index.
pub(super) fn reading(rows: u64) -> String {
    format!(
        "\\set id random(1, {TO_READ})\n\\set a random(1, {last})\nSELECT * FROM loadtest.letter WHERE id = :id;\n\
         SELECT id FROM loadtest.letter WHERE a = :a ORDER BY id DESC LIMIT {rows};\n",
        last = TO_READ / TOGETHER - 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_rows_are_written_as_were_counted() {
        let rows = [RowsOfTable { table: "job".to_owned(), rows: 2, width: 50, indexes: 3 }];
        assert_eq!(tables(&rows).matches("CREATE INDEX").count(), 2);
        assert_eq!(
            writing(&rows),
            "\\set a random(1, 1000000000)\nBEGIN;\nINSERT INTO loadtest.\"job\" (a, payload) VALUES (:a, 'xx'), (:a, 'xx');\nCOMMIT;\n"
        );
        let many = writing(&[RowsOfTable { rows: 500, ..rows[0].clone() }]);
        assert!(many.contains("SELECT :a + n, 'xx' FROM generate_series(1, 500) n;"), "{many}");
    }
}
