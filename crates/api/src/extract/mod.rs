//! Readers of requests: each gives a value of the right type or the complete error body of the contract. What the values must satisfy
//! beyond their types is decided elsewhere.

mod body;
pub(crate) mod form;
mod guid;
pub(crate) mod json;
mod names;
mod path;
mod query;

pub(crate) use body::{BodyProblem, MAX_JSON_BYTES, read};
pub(crate) use guid::guid;
pub(crate) use path::{CheckedIds, FileId, LetterId};
pub(crate) use query::Query;
