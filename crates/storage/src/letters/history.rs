//! The history of a letter: rows that are only ever added. It is what the API shows; guards ask the state columns instead.

use correspondence_domain::correspondence::HistoryEntry;
use correspondence_domain::identifiers::{CorrespondenceId, PartyUuid};
use uuid::Uuid;

use super::new::NewHistory;
use super::row::status;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;
use crate::types::At;

pub(super) const INSERT_HISTORY: ListStatement = ListStatement {
    name: "insert history",
    arguments: 0,
    columns: &["correspondence_id", "id", "party", "occurred_at", "status", "status_text"],
    parts: &[sql("INSERT INTO correspondence_status ("), Part::Columns, sql(") VALUES "), Part::Rows],
};

/// Fetches are status 3.
pub(super) const HISTORY: Statement = Statement::new(
    "history",
    "SELECT id, party, occurred_at, status, status_text FROM correspondence_status WHERE correspondence_id = $1 \
     UNION ALL \
     SELECT id, party, occurred_at, CAST(3 AS smallint), NULL FROM correspondence_fetch WHERE correspondence_id = $1 \
     ORDER BY occurred_at, id",
);

pub(super) const HAS_DOWNLOADED: Statement = Statement::new(
    "has downloaded",
    "SELECT count(*) FROM (SELECT 1 FROM correspondence_status \
     WHERE correspondence_id = $1 AND party = $2 AND status = 12 AND status_text = $3 LIMIT 1) AS noted",
);

impl Storage {
    /// Whether it was noted that the party fetched what `text` says.
    pub async fn has_downloaded(&self, id: CorrespondenceId, party: PartyUuid, text: &str) -> Result<bool, StorageError> {
        Ok(one!(self.read().await?, HAS_DOWNLOADED, (i64,), [id.0, party.0, text])?.0 > 0)
    }

    /// Everything that happened to a letter, fetches included, ordered by time, then id. Empty when there is no such letter.
    pub async fn history(&self, id: CorrespondenceId) -> Result<Vec<HistoryEntry>, StorageError> {
        all!(self.read().await?, HISTORY, (Uuid, Uuid, At, i16, Option<String>), [id.0])?
            .into_iter()
            .map(|(row, party, at, number, text)| {
                let status = status(number, "correspondence_status", row)?;
                Ok(HistoryEntry { status, text: text.unwrap_or_else(|| status.name().to_owned()), at: at.0, party: PartyUuid(party) })
            })
            .collect()
    }
}

impl Transaction {
    /// [`Storage::has_downloaded`], after whatever this transaction waited for.
    pub async fn has_downloaded(&mut self, id: CorrespondenceId, party: PartyUuid, text: &str) -> Result<bool, StorageError> {
        Ok(one!(self, HAS_DOWNLOADED, (i64,), [id.0, party.0, text])?.0 > 0)
    }

    /// Appends rows: one statement for up to 5 461 of them.
    pub async fn append_history(&mut self, entries: &[NewHistory]) -> Result<(), StorageError> {
        for entries in entries.chunks(INSERT_HISTORY.most_items()) {
            exec_rows!(
                self,
                INSERT_HISTORY,
                [],
                entries,
                entry => [
                    entry.correspondence.0,
                    entry.id.0,
                    entry.party.0,
                    At(entry.at),
                    entry.status.number(),
                    entry.text.as_deref()
                ]
            )?;
        }
        Ok(())
    }
}
