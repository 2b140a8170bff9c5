//! A statement: its name and its text. Repositories hold them as constants and list them for the registry, so that a test can
//! prepare every one on both engines.

use sqlx::SqlStr;

use crate::engine::Engine;

/// A statement of fixed text.
#[derive(Debug)]
pub(crate) struct Statement {
    /// Shown in errors; unique.
    pub(crate) name: &'static str,
    pub(crate) sql: Sql,
}

/// The text of a statement, which the engines share unless `dialect.rs` has a reason.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Sql {
    Same(&'static str),
    Two { postgres: &'static str, sqlite: &'static str },
}

/// A text ready to be run.
pub(crate) struct Text {
    pub(crate) sql: SqlStr,
    /// The connection keeps it prepared.
    pub(crate) kept: bool,
}

impl Text {
    /// Not kept where the connection must not keep anything.
    pub(crate) fn kept_if(self, keeps: bool) -> Self {
        Self { kept: self.kept && keeps, ..self }
    }
}

impl Statement {
    /// A statement whose one text both engines understand.
    pub(crate) const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql: Sql::Same(sql) }
    }

    /// The text for an engine. `_rows` is what the macros pass to statements over lists.
    pub(crate) fn text(&self, engine: Engine, _rows: usize) -> Text {
        Text { sql: SqlStr::from_static(self.sql.on(engine)), kept: true }
    }
}

impl Sql {
    /// The text for an engine.
    pub(crate) const fn on(self, engine: Engine) -> &'static str {
        match (self, engine) {
            (Self::Same(sql), _) => sql,
            (Self::Two { postgres, .. }, Engine::Postgres) => postgres,
            (Self::Two { sqlite, .. }, Engine::Sqlite) => sqlite,
        }
    }
}
