//! The append-only history of attachments.

use correspondence_domain::attachment::{AttachmentHistoryEntry, AttachmentStatus};
use correspondence_domain::identifiers::{AttachmentId, HistoryId, PartyUuid};
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::row::status;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;
use crate::types::At;

/// A row of history to append. Of rows with the same time the one with the smaller id comes first.
#[derive(Clone, Debug)]
pub struct NewAttachmentHistory {
    /// Its identity.
    pub id: HistoryId,
    /// The attachment.
    pub attachment: AttachmentId,
    /// What happened.
    pub status: AttachmentStatus,
    /// Its text; `None` is the status' name.
    pub text: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Who caused it.
    pub party: PartyUuid,
}

pub(super) const INSERT_HISTORY: ListStatement = ListStatement {
    name: "insert attachment history",
    arguments: 0,
    columns: &["attachment_id", "id", "party", "occurred_at", "status", "status_text"],
    parts: &[sql("INSERT INTO attachment_status ("), Part::Columns, sql(") VALUES "), Part::Rows],
};

pub(super) const HISTORY: Statement = Statement::new(
    "attachment history",
    "SELECT id, party, occurred_at, status, status_text FROM attachment_status WHERE attachment_id = $1 ORDER BY occurred_at, id",
);

impl Storage {
    /// Everything that happened to an attachment, ordered by time, then id. Empty when there is no such attachment.
    pub async fn attachment_history(&self, id: AttachmentId) -> Result<Vec<AttachmentHistoryEntry>, StorageError> {
        all!(self.read().await?, HISTORY, (Uuid, Uuid, At, i16, Option<String>), [id.0])?
            .into_iter()
            .map(|(row, party, at, number, text)| {
                let status = status(number, "attachment_status", row)?;
                let text = text.unwrap_or_else(|| status.name().to_owned());
                Ok(AttachmentHistoryEntry { status, text, at: at.0, party: PartyUuid(party) })
            })
            .collect()
    }
}

impl Transaction {
    /// Appends rows: one statement for up to 5 461 of them.
    pub async fn append_attachment_history(&mut self, entries: &[NewAttachmentHistory]) -> Result<(), StorageError> {
        for entries in entries.chunks(INSERT_HISTORY.most_items()) {
            exec_rows!(
                self,
                INSERT_HISTORY,
                [],
                entries,
                entry => [
                    entry.attachment.0,
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
