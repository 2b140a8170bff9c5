//! The few statements that cannot have one text. Each says why; a test keeps count of them.

use crate::statement::{Sql, Statement};

/// Where a row is to be locked until the end of the transaction. SQLite has one writer at a time, so a transaction that writes holds
/// every lock there is.
pub(crate) const LOCK_SUFFIX: Sql = Sql::Two { postgres: " FOR NO KEY UPDATE", sqlite: "" };

/// One instance migrates at a time. SQLite's transaction already excludes every other writer.
pub(crate) const LOCK_MIGRATIONS: Statement = Statement {
    name: "lock migrations",
    sql: Sql::Two { postgres: "SELECT 1 FROM pg_advisory_xact_lock(7205759403792793)", sqlite: "SELECT 1" },
};

/// The table that the runner of migrations needs before the first migration. The database fills in the time: it tells an operator
/// when a migration was applied and takes no part in anything else.
pub(crate) const CREATE_SCHEMA_VERSION: Statement = Statement {
    name: "create schema_version",
    sql: Sql::Two {
        postgres: r#"CREATE TABLE IF NOT EXISTS schema_version (
            version        integer NOT NULL PRIMARY KEY,
            readable_since integer NOT NULL,
            name           text COLLATE "C" NOT NULL,
            applied_at     timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
        )"#,
        sqlite: "CREATE TABLE IF NOT EXISTS schema_version (
            version        INTEGER NOT NULL PRIMARY KEY,
            readable_since INTEGER NOT NULL,
            name           TEXT NOT NULL,
            applied_at     INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000000 AS INTEGER))
        ) STRICT",
    },
};

/// Rows that another transaction holds are left out instead of waited for. SQLite: see [`LOCK_SUFFIX`].
pub(crate) const SKIP_LOCKED: Sql = Sql::Two { postgres: " FOR NO KEY UPDATE OF j SKIP LOCKED", sqlite: "" };

/// For the rest of the transaction PostgreSQL's planner takes the indexes that the queue is made for. Left to its statistics it reads
/// and sorts the whole queue when that has grown a thousandfold since a plan was made. SQLite plans by the shape of a statement alone.
pub(crate) const FOLLOW_INDEXES: Statement = Statement {
    name: "follow indexes",
    sql: Sql::Two {
        postgres: "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), \
                   set_config('enable_sort', 'off', true), set_config('jit', 'off', true)",
        sqlite: "SELECT 1",
    },
};

/// A hint to other processes, which SQLite does not have.
pub(crate) const NOTIFY_JOBS: Statement =
    Statement { name: "notify of jobs", sql: Sql::Two { postgres: "SELECT pg_notify('correspondence_jobs', $1)", sqlite: "SELECT $1" } };
