//! Statements whose length follows a list: multi-row inserts, `IN (…)`, and `CASE` over pairs.
//!
//! This is the one place where SQL is put together at run time, from constants and placeholders alone. The text for a length is
//! built once and kept when the length is a common one; a statement of an uncommon length is not kept prepared by the connection
//! either, so that a thousand lengths cannot fill its memory.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::engine::Engine;
use crate::statement::{Sql, Text};

/// A statement over a list of items, each of `columns.len()` placeholders, which follow `arguments` placeholders of its own.
#[derive(Debug)]
pub(crate) struct ListStatement {
    /// Shown in errors; unique.
    pub(crate) name: &'static str,
    /// Number of placeholders before those of the items: `$1` to `$arguments`.
    pub(crate) arguments: usize,
    /// What the placeholders of an item are.
    pub(crate) columns: &'static [&'static str],
    pub(crate) parts: &'static [Part],
}

/// A piece of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// As it stands.
    Sql(Sql),
    /// The names of the columns: `a, b`.
    Columns,
    /// A row of placeholders for each item: `($1, $2), ($3, $4)`.
    Rows,
    /// One placeholder of each item: `$1, $3`, for column 0.
    Each(usize),
    /// Pairs of each item: `WHEN $1 THEN $2 WHEN $3 THEN $4`, for columns 0 and 1.
    When(usize, usize),
}

/// Lengths whose texts are kept.
const COMMON: [usize; 17] = [1, 2, 3, 4, 5, 6, 8, 10, 16, 20, 32, 50, 64, 100, 128, 256, 512];

/// Placeholders of the longest statement that a connection keeps: prepared ones take memory on the server by their length.
const MOST_KEPT: usize = 4_096;

/// Lengths that lists in `IN (…)` are filled up to.
const PADDED: [usize; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// Most placeholders a statement may have: SQLite's limit; PostgreSQL's is twice that.
pub(crate) const MOST_PLACEHOLDERS: usize = 32_766;

/// Texts by name, engine and length.
type KeptTexts = HashMap<(&'static str, Engine, usize), Arc<str>>;

static KEPT: LazyLock<Mutex<KeptTexts>> = LazyLock::new(Mutex::default);

/// A part of unchanging SQL that both engines share.
pub(crate) const fn sql(text: &'static str) -> Part {
    Part::Sql(Sql::Same(text))
}

impl ListStatement {
    /// Fails to compile when a call binds another number of values than the statement has placeholders for.
    pub(crate) const fn check(&self, arguments: &[&str], columns: &[&str]) {
        assert!(self.arguments == arguments.len(), "the statement has another number of arguments");
        assert!(self.columns.len() == columns.len(), "the statement has another number of columns");
    }

    /// Most items one statement can take.
    pub(crate) const fn most_items(&self) -> usize {
        (MOST_PLACEHOLDERS - self.arguments) / self.columns.len()
    }

    /// The text for `rows` items.
    pub(crate) fn text(&self, engine: Engine, rows: usize) -> Text {
        if !COMMON.contains(&rows) || rows * self.columns.len() > MOST_KEPT {
            return Text { sql: AssertSqlSafe(self.build(engine, rows)).into_sql_str(), kept: false };
        }
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let text = kept.entry((self.name, engine, rows)).or_insert_with(|| self.build(engine, rows).into());
        Text { sql: AssertSqlSafe(Arc::clone(text)).into_sql_str(), kept: true }
    }

    /// Every placeholder stands once and in the order of the values: SQLite takes them without numbers then. It looks a numbered one
    /// up among all before it, which for five hundred letters takes seconds.
    fn binds_in_order(&self) -> bool {
        self.arguments == 0 && !self.parts.iter().any(|part| matches!(part, Part::Each(_) | Part::When(..)))
    }

    fn build(&self, engine: Engine, rows: usize) -> String {
        let width = self.columns.len();
        let placeholder = |row: usize, column: usize| self.arguments + row * width + column + 1;
        let numbered = engine == Engine::Postgres || !self.binds_in_order();
        let mut text = String::with_capacity(256 + rows * width * 8);
        for part in self.parts {
            match *part {
                Part::Sql(sql) => text.push_str(sql.on(engine)),
                Part::Columns => text.push_str(&self.columns.join(", ")),
                Part::Rows => listed(&mut text, rows, ", ", |text, row| {
                    text.push('(');
                    listed(text, width, ", ", |text, column| if numbered { push(text, placeholder(row, column)) } else { text.push('?') });
                    text.push(')');
                }),
                Part::Each(column) => listed(&mut text, rows, ", ", |text, row| push(text, placeholder(row, column))),
                Part::When(key, value) => listed(&mut text, rows, " ", |text, row| {
                    text.push_str("WHEN ");
                    push(text, placeholder(row, key));
                    text.push_str(" THEN ");
                    push(text, placeholder(row, value));
                }),
            }
        }
        text
    }
}

fn listed(text: &mut String, count: usize, separator: &str, mut item: impl FnMut(&mut String, usize)) {
    for at in 0..count {
        if at > 0 {
            text.push_str(separator);
        }
        item(text, at);
    }
}

fn push(text: &mut String, placeholder: usize) {
    // Writing to a String cannot fail.
    let _ = write!(text, "${placeholder}");
}

/// `items` filled up to one of a few lengths by repeating the last, for statements that a repeated item does not change. Lists
/// beyond the longest of them stay as they are; an empty list is the caller's to avoid.
pub(crate) fn padded<T: Clone>(items: &[T]) -> Vec<T> {
    let length = PADDED.into_iter().find(|&length| length >= items.len()).unwrap_or(items.len());
    let mut filled = items.to_vec();
    if let Some(last) = items.last() {
        filled.resize(length, last.clone());
    }
    filled
}
