//! Reading attachments by their identity.

use correspondence_domain::attachment::Attachment;
use correspondence_domain::identifiers::AttachmentId;
use uuid::Uuid;

use super::row::{AttachmentRow, attachment_columns};
use crate::dialect::LOCK_SUFFIX;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;

pub(super) const ATTACHMENT: Statement =
    Statement::new("attachment", concat!("SELECT ", attachment_columns!(), " FROM attachment WHERE attachment.id = $1"));

pub(super) const ATTACHMENTS: ListStatement = ListStatement {
    name: "attachments",
    arguments: 0,
    columns: &["id"],
    parts: &[sql(concat!("SELECT ", attachment_columns!(), " FROM attachment WHERE attachment.id IN (")), Part::Each(0), sql(")")],
};

/// Locks in the order of the ids, so that two requests cannot wait for each other.
pub(super) const LOCK_ATTACHMENTS: ListStatement = ListStatement {
    name: "lock attachments",
    arguments: 0,
    columns: &["id"],
    parts: &[
        sql(concat!("SELECT ", attachment_columns!(), " FROM attachment WHERE attachment.id IN (")),
        Part::Each(0),
        sql(") ORDER BY attachment.id"),
        Part::Sql(LOCK_SUFFIX),
    ],
};

/// Attachments that one statement asks about.
pub(super) const AT_ONCE: usize = 256;

impl Storage {
    /// The attachment, if there is one of this identity.
    pub async fn attachment(&self, id: AttachmentId) -> Result<Option<Attachment>, StorageError> {
        opt!(self.read().await?, ATTACHMENT, AttachmentRow, [id.0])?.map(AttachmentRow::into_attachment).transpose()
    }

    /// Those of the attachments that exist, in no particular order, each once. A request may name any number: one statement asks about a
    /// few hundred.
    pub async fn attachments(&self, ids: &[AttachmentId]) -> Result<Vec<Attachment>, StorageError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut found = Vec::new();
        for ids in ids.chunks(AT_ONCE) {
            found.extend(all_rows!(self.read().await?, ATTACHMENTS, AttachmentRow, [], padded(ids), id => [*id])?);
        }
        found.into_iter().map(AttachmentRow::into_attachment).collect()
    }
}

impl Transaction {
    /// Those of the attachments that exist, as they are now. Until this transaction ends nobody else changes them: a letter that is made
    /// and a file that goes cannot miss each other.
    pub async fn lock_attachments(&mut self, ids: &[AttachmentId]) -> Result<Vec<Attachment>, StorageError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        all_rows!(self, LOCK_ATTACHMENTS, AttachmentRow, [], padded(&ids), id => [*id])?
            .into_iter()
            .map(AttachmentRow::into_attachment)
            .collect()
    }

    /// [`Self::lock_attachments`] of one.
    pub async fn lock_attachment(&mut self, id: AttachmentId) -> Result<Option<Attachment>, StorageError> {
        Ok(self.lock_attachments(&[id]).await?.pop())
    }
}
