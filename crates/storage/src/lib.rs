//! The database: the only crate that knows SQL.
//!
//! One text per statement serves PostgreSQL and SQLite. What differs between the engines is in the types that are bound and read
//! (`types`), in `dialect.rs`, and in the two folders of migrations; everything else is written once. A caller sees plain async
//! functions on [`Storage`] (reads) and [`Transaction`] (writes), never a row, a connection or a piece of SQL.
//!
//! Nothing here decides what may happen to a letter: transitions are compare-and-set updates that report whether they took place.

#[macro_use]
mod engine;

mod attachments;
mod clock;
mod dialect;
mod digest;
mod error;
mod idempotency;
pub mod jobs;
mod letters;
mod lists;
mod logins;
mod migrations;
mod open;
mod registry;
mod statement;
mod statement_count;
mod storage;
mod transaction;
mod types;

pub use attachments::{CarryingLetter, NewAttachment, NewAttachmentHistory, NewLink, WaitingFiles};
pub use digest::digest;
pub use engine::Engine;
pub use error::StorageError;
pub use idempotency::KeyOwner;
pub use letters::{FoundLetter, InitialStatus, LetterSearch, NewHistory, NewLetter, Published, SearchSide};
pub use logins::LoginAttempt;
pub use migrations::schema_digest;
pub use registry::{StatementTexts, statements};
pub use statement_count::count_statements;
pub use storage::Storage;
pub use transaction::Transaction;
