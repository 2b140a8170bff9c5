//! The rules of Correspondence, free of transport, storage and time.
//!
//! Everything here is a pure function or a plain value: no async, no I/O, no clock and no randomness of its own. Callers pass a
//! [`time::Timestamp`] or random bytes in. Rules cite the section of the specification they come from, for example `lifecycle §4.2`.

pub mod attachment;
pub mod claims;
pub mod contact;
pub mod correspondence;
pub mod error;
pub mod event;
pub mod identifiers;
pub mod party;
pub mod randomness;
pub mod resource;
pub mod text;
pub mod time;
