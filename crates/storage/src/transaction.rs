//! A unit of work. What repositories write goes through one of these; nothing is visible to others before [`Transaction::commit`].
//!
//! Never hold one across a call to a remote (design §3.2): on SQLite every other writer waits for it.

use std::fmt;

use crate::engine::{Link, Tx};
use crate::error::StorageError;
use crate::statement_count::Counter;

/// A write transaction. Dropping it rolls back.
pub struct Transaction {
    tx: Tx,
    counter: Counter,
}

impl Transaction {
    pub(crate) fn new(tx: Tx, counter: Counter) -> Self {
        Self { tx, counter }
    }

    /// The connection for the next statement, which is counted.
    pub(crate) fn link(&mut self) -> Link<'_> {
        self.counter.count();
        self.tx.link()
    }

    /// Makes everything written durable and visible. When this returns without error nothing can undo it.
    pub async fn commit(self) -> Result<(), StorageError> {
        self.tx.commit().await
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}
