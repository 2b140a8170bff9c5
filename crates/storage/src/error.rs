//! What can go wrong in the database. Errors name statements, tables, columns and rows, and never hold a value that was written
//! or read: letters and person numbers must not reach a log this way.

use uuid::Uuid;

/// An error of the database.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database URL is of no known form. The text names the fault, never a password.
    #[error("database url: {0}")]
    Url(String),
    /// Another process uses the SQLite database.
    #[error("the database {path} is in use by another process")]
    InUse {
        /// Path of the database file.
        path: String,
    },
    /// A file of the SQLite database cannot be used.
    #[error("{path}: {error}")]
    File {
        /// Path of the file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// The schema lacks migrations that this program needs.
    #[error("the database schema is at version {found}, this program needs {needed}: run `correspondence migrate`")]
    SchemaTooOld {
        /// Version in the database, 0 for an empty one.
        found: i32,
        /// Version this program was built for.
        needed: i32,
    },
    /// A newer program has changed the schema so that this one can no longer read it.
    #[error("the database schema can be read by programs of schema version {readable_since} or newer, this one is of {own}")]
    SchemaTooNew {
        /// Oldest schema version whose programs can use it.
        readable_since: i32,
        /// Version this program was built for.
        own: i32,
    },
    /// A stored value has no meaning for this program.
    #[error("{table}.{column} of {row} has no meaning for this program")]
    Meaningless {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: Uuid,
    },
    /// A question that no statement answers, for example a recipient's letters without a resource.
    #[error("no statement answers this question: {0}")]
    Unanswerable(&'static str),
    /// A statement failed.
    #[error("{statement}: {problem}")]
    Statement {
        /// The statement's name.
        statement: &'static str,
        /// What happened.
        problem: Problem,
    },
}

/// How a statement failed.
#[derive(Debug)]
pub struct Problem {
    text: String,
    transient: bool,
    missing_table: bool,
    not_unique: bool,
}

impl Problem {
    /// The schema has no such table.
    pub(crate) const fn is_missing_table(&self) -> bool {
        self.missing_table
    }

    /// A unique index has the key already.
    pub(crate) const fn is_not_unique(&self) -> bool {
        self.not_unique
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl StorageError {
    /// Wraps what sqlx says about `statement`.
    #[expect(clippy::needless_pass_by_value, reason = "used as the last step of map_err")]
    pub(crate) fn database(statement: &'static str, error: sqlx::Error) -> Self {
        let not_unique = error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation);
        let problem =
            Problem { text: describe(&error), transient: is_transient(&error), missing_table: is_missing_table(&error), not_unique };
        Self::Statement { statement, problem }
    }

    /// Whether the same work may succeed when it is done again from the start: the connection broke, the transaction lost against
    /// another, or no connection was free in time.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Statement { problem, .. } if problem.transient)
    }

    /// A value that could not be read back, as an error.
    pub(crate) const fn meaningless(table: &'static str, column: &'static str, row: Uuid) -> Self {
        Self::Meaningless { table, column, row }
    }
}

/// PostgreSQL puts values into the messages of these classes: data exceptions, violated constraints, raised exceptions.
const CLASSES_WITH_VALUES: [&str; 3] = ["22", "23", "P0"];

fn describe(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            let about = [error.table(), error.constraint()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            // SQLite's codes are numbers without class, and its messages name columns only.
            if code.len() == 5 && CLASSES_WITH_VALUES.iter().any(|class| code.starts_with(class)) {
                format!("error {code} {about}").trim_end().to_owned()
            } else {
                format!("error {code}: {}", error.message())
            }
        }
        sqlx::Error::Io(error) => format!("connection: {error}"),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} has an unexpected value"),
        sqlx::Error::Decode(_) => "a column has an unexpected value".to_owned(),
        sqlx::Error::Encode(_) => "a value cannot be written".to_owned(),
        other => other.to_string(),
    }
}

fn is_missing_table(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.code().is_some_and(|code| code == "42P01") || error.message().starts_with("no such table"))
}

fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Database(error) => error.code().is_some_and(|code| is_transient_code(&code)),
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed | sqlx::Error::BeginFailed => true,
        _ => false,
    }
}

/// PostgreSQL: broken connections, lost races, too many connections, shutting down or starting. SQLite: busy and locked, with the
/// extended code in the upper bits.
fn is_transient_code(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6),
        _ => code.starts_with("08") || matches!(code, "40001" | "40P01" | "53300" | "55P03" | "57P01" | "57P02" | "57P03"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_races_and_broken_connections_are_worth_another_try() {
        for code in ["40001", "40P01", "08006", "57P01", "5", "6", "261", "517"] {
            assert!(is_transient_code(code), "{code}");
        }
        for code in ["23505", "42703", "22001", "19", "1", "787"] {
            assert!(!is_transient_code(code), "{code}");
        }
    }
}
