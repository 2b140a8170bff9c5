//! What the letters that are not purged say of the attachments they carry (lifecycle §5.6, §11.6).

use std::collections::HashMap;

use correspondence_domain::attachment::Expiry;
use correspondence_domain::identifiers::AttachmentId;
use uuid::Uuid;

use super::read::AT_ONCE;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;
use crate::types::At;

pub(super) const EXPIRIES: ListStatement = ListStatement {
    name: "expiries of attachments",
    arguments: 0,
    columns: &["attachment_id"],
    parts: &[
        sql("SELECT content_attachment.attachment_id, count(*), count(*) - count(content_attachment.expires_at), \
             max(content_attachment.expires_at) FROM content_attachment \
             JOIN correspondence ON correspondence.content_id = content_attachment.content_id AND correspondence.attachment_count > 0 \
             WHERE correspondence.purged_at IS NULL AND content_attachment.attachment_id IN ("),
        Part::Each(0),
        sql(") GROUP BY content_attachment.attachment_id"),
    ],
};

pub(super) const IS_KEPT: Statement = Statement::new(
    "is kept",
    "SELECT count(*) FROM (SELECT 1 FROM content_attachment \
     JOIN correspondence ON correspondence.content_id = content_attachment.content_id AND correspondence.attachment_count > 0 \
     WHERE content_attachment.attachment_id = $1 AND correspondence.purged_at IS NULL LIMIT 1) AS link",
);

type Row = (Uuid, i64, i64, Option<At>);

fn expiry((id, living, unlimited, latest): Row) -> (AttachmentId, Expiry) {
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    (AttachmentId(id), Expiry { living: count(living), unlimited: count(unlimited), latest: latest.map(|at| at.0) })
}

impl Storage {
    /// What living letters say of each attachment; those that no living letter carries are not in the answer.
    pub async fn expiries(&self, ids: &[AttachmentId]) -> Result<HashMap<AttachmentId, Expiry>, StorageError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let mut found = HashMap::new();
        for ids in ids.chunks(AT_ONCE) {
            found.extend(all_rows!(self.read().await?, EXPIRIES, Row, [], padded(ids), id => [*id])?.into_iter().map(expiry));
        }
        Ok(found)
    }
}

impl Transaction {
    /// What living letters say of an attachment. Lock it before: a letter that is being made is seen then, or comes too late.
    pub async fn expiry(&mut self, id: AttachmentId) -> Result<Expiry, StorageError> {
        let found = all_rows!(self, EXPIRIES, Row, [], [id.0], id => [*id])?;
        Ok(found.into_iter().next().map_or_else(Expiry::default, |row| expiry(row).1))
    }

    /// Whether a letter that is not purged carries the attachment. Lock it before, as for [`Transaction::expiry`].
    pub async fn is_kept(&mut self, id: AttachmentId) -> Result<bool, StorageError> {
        Ok(one!(self, IS_KEPT, (i64,), [id.0])?.0 > 0)
    }
}
