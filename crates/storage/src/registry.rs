//! Every statement of this crate in one list, so that tests can prepare each on both engines, count those with two texts and ask for
//! their plans. Each module lists its own beside their constants; a constant that is used but not listed is found by a test.

use crate::engine::Engine;
use crate::lists::ListStatement;
use crate::statement::Statement;

/// The statements of fixed text.
const STATEMENTS: &[&[&Statement]] = &[
    crate::storage::STATEMENTS,
    crate::migrations::STATEMENTS,
    crate::clock::STATEMENTS,
    crate::idempotency::STATEMENTS,
    crate::letters::STATEMENTS,
    crate::attachments::STATEMENTS,
    crate::jobs::STATEMENTS,
    crate::logins::STATEMENTS,
];

/// The statements over lists.
const LIST_STATEMENTS: &[&[&ListStatement]] =
    &[crate::letters::LIST_STATEMENTS, crate::attachments::LIST_STATEMENTS, crate::jobs::LIST_STATEMENTS];

/// A statement as it is sent to each engine.
#[derive(Clone, Debug)]
pub struct StatementTexts {
    /// Its name, as errors show it.
    pub name: &'static str,
    /// The text for PostgreSQL.
    pub postgres: String,
    /// The text for SQLite.
    pub sqlite: String,
}

/// Every statement that this crate runs. Those over lists are given for a list of two.
#[must_use]
pub fn statements() -> Vec<StatementTexts> {
    let fixed = STATEMENTS.iter().copied().flatten().map(|statement| StatementTexts {
        name: statement.name,
        postgres: statement.text(Engine::Postgres, 0).sql.as_str().to_owned(),
        sqlite: statement.text(Engine::Sqlite, 0).sql.as_str().to_owned(),
    });
    let listed = LIST_STATEMENTS.iter().copied().flatten().map(|statement| StatementTexts {
        name: statement.name,
        postgres: statement.text(Engine::Postgres, 2).sql.as_str().to_owned(),
        sqlite: statement.text(Engine::Sqlite, 2).sql.as_str().to_owned(),
    });
    fixed.chain(listed).collect()
}
