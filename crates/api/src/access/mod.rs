//! Who may call which route (auth §4–§6): the table of policies and the answers to those who may not.
//!
//! Whether the caller has rights on the letter itself is the use case's affair and never decided here.

mod admit;
mod challenge;
mod policy;

pub(crate) use admit::{Credentials, admit};
pub(crate) use policy::Policy;

#[cfg(test)]
mod matrix;
