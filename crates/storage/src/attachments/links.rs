//! Which contents, and so which letters, carry an attachment. Letters of one request share their content, so a link is written once
//! however many recipients there are.

use std::collections::{HashMap, HashSet};

use correspondence_domain::attachment::Attached;
use correspondence_domain::identifiers::{AttachmentId, ContentId, CorrespondenceId};
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::row::{AttachedRow, attachment_columns};
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;
use crate::types::At;

/// An attachment of a content, in its place.
#[derive(Clone, Copy, Debug)]
pub struct NewLink {
    /// The file.
    pub attachment: AttachmentId,
    /// When the letters' right to it ends.
    pub expires_at: Option<Timestamp>,
}

pub(super) const INSERT_LINKS: ListStatement = ListStatement {
    name: "insert links",
    arguments: 0,
    columns: &["content_id", "attachment_id", "attached_at", "expires_at", "place"],
    parts: &[sql("INSERT INTO content_attachment ("), Part::Columns, sql(") VALUES "), Part::Rows],
};

macro_rules! attached_columns {
    () => {
        concat!(
            attachment_columns!(),
            ", content_attachment.content_id, content_attachment.attached_at, content_attachment.expires_at AS link_expires_at"
        )
    };
}

pub(super) const ATTACHED: Statement = Statement::new(
    "attached",
    concat!(
        "SELECT ",
        attached_columns!(),
        " FROM content_attachment JOIN attachment ON attachment.id = content_attachment.attachment_id \
         WHERE content_attachment.content_id = $1 ORDER BY content_attachment.place"
    ),
);

pub(super) const ATTACHED_TO: ListStatement = ListStatement {
    name: "attached to",
    arguments: 0,
    columns: &["content_id"],
    parts: &[
        sql(concat!(
            "SELECT ",
            attached_columns!(),
            " FROM content_attachment JOIN attachment ON attachment.id = content_attachment.attachment_id \
             WHERE content_attachment.content_id IN ("
        )),
        Part::Each(0),
        sql(") ORDER BY content_attachment.content_id, content_attachment.place"),
    ],
};

/// In the order of the contents, then of the ids, which is the order of the indexes, beginning after one of them: a page costs the same
/// however many letters there are.
pub(super) const LETTERS_OF_ATTACHMENT: Statement = Statement::new(
    "letters of attachment",
    "SELECT content_attachment.content_id, correspondence.id FROM content_attachment \
     JOIN correspondence ON correspondence.content_id = content_attachment.content_id AND correspondence.attachment_count > 0 \
     WHERE content_attachment.attachment_id = $1 AND content_attachment.content_id >= $2 \
     AND (content_attachment.content_id, correspondence.id) > ($2, $3) \
     ORDER BY content_attachment.content_id, correspondence.id LIMIT $4",
);

pub(super) const IS_ATTACHED: Statement =
    Statement::new("is attached", "SELECT count(*) FROM (SELECT 1 FROM content_attachment WHERE attachment_id = $1 LIMIT 1) AS link");

/// Such a letter may have failed or been purged since.
pub(super) const IS_ATTACHED_TO_PUBLISHED: Statement = Statement::new(
    "is attached to published",
    "SELECT count(*) FROM (SELECT 1 FROM content_attachment \
     JOIN correspondence ON correspondence.content_id = content_attachment.content_id AND correspondence.attachment_count > 0 \
     WHERE content_attachment.attachment_id = $1 AND correspondence.published_at IS NOT NULL LIMIT 1) AS link",
);

/// Letters that wait for a file, or have one that was refused.
pub(super) const WAITING: ListStatement = ListStatement {
    name: "letters that wait for attachments",
    arguments: 0,
    columns: &["id"],
    parts: &[
        sql("SELECT DISTINCT correspondence.id FROM correspondence \
             JOIN content_attachment ON content_attachment.content_id = correspondence.content_id \
             JOIN attachment ON attachment.id = content_attachment.attachment_id \
             WHERE correspondence.attachment_count > 0 \
             AND (attachment.published_at IS NULL OR attachment.condemned_at IS NOT NULL) AND correspondence.id IN ("),
        Part::Each(0),
        sql(")"),
    ],
};

/// A letter that carries an attachment: where a page of them ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarryingLetter {
    /// What it says.
    pub content: ContentId,
    /// Its identity.
    pub id: CorrespondenceId,
}

/// How many letters a page of [`Storage::letters_of_attachment`] has at most.
const PAGE: i64 = 1_000;

impl Storage {
    /// The attachments of a content, in their order.
    pub async fn attached(&self, content: ContentId) -> Result<Vec<Attached>, StorageError> {
        all!(self.read().await?, ATTACHED, AttachedRow, [content.0])?.into_iter().map(AttachedRow::into_attached).collect()
    }

    /// The attachments of several contents, each in their order; contents without any are not in the answer.
    pub async fn attached_to(&self, contents: &[ContentId]) -> Result<HashMap<ContentId, Vec<Attached>>, StorageError> {
        let mut found: HashMap<ContentId, Vec<Attached>> = HashMap::new();
        if contents.is_empty() {
            return Ok(found);
        }
        let contents: Vec<Uuid> = contents.iter().map(|id| id.0).collect();
        for row in all_rows!(self.read().await?, ATTACHED_TO, AttachedRow, [], padded(&contents), id => [*id])? {
            let content = ContentId(row.content_id);
            found.entry(content).or_default().push(row.into_attached()?);
        }
        Ok(found)
    }

    /// Letters that carry the attachment, whatever their state: up to a thousand, those after `after`. Letters of one request stand
    /// together, in the order of its recipients.
    pub async fn letters_of_attachment(
        &self,
        id: AttachmentId,
        after: Option<CarryingLetter>,
    ) -> Result<Vec<CarryingLetter>, StorageError> {
        let (content, letter) = after.map_or((Uuid::nil(), Uuid::nil()), |letter| (letter.content.0, letter.id.0));
        let letters = all!(self.read().await?, LETTERS_OF_ATTACHMENT, (Uuid, Uuid), [id.0, content, letter, PAGE])?;
        Ok(letters.into_iter().map(|(content, id)| CarryingLetter { content: ContentId(content), id: CorrespondenceId(id) }).collect())
    }

    /// Whether any letter, purged or not, carries the attachment now.
    pub async fn is_attached(&self, id: AttachmentId) -> Result<bool, StorageError> {
        Ok(one!(self.read().await?, IS_ATTACHED, (i64,), [id.0])?.0 > 0)
    }

    /// Whether any letter that carries the attachment was ever published.
    pub async fn is_attached_to_published(&self, id: AttachmentId) -> Result<bool, StorageError> {
        Ok(one!(self.read().await?, IS_ATTACHED_TO_PUBLISHED, (i64,), [id.0])?.0 > 0)
    }

    /// Those of the letters that cannot be published because of an attachment: it was never published, or it was refused.
    pub async fn waiting_for_attachments(&self, letters: &[CorrespondenceId]) -> Result<HashSet<CorrespondenceId>, StorageError> {
        if letters.is_empty() {
            return Ok(HashSet::new());
        }
        let letters: Vec<Uuid> = letters.iter().map(|id| id.0).collect();
        let waiting = all_rows!(self.read().await?, WAITING, (Uuid,), [], padded(&letters), id => [*id])?;
        Ok(waiting.into_iter().map(|(letter,)| CorrespondenceId(letter)).collect())
    }
}

impl Transaction {
    /// [`Storage::waiting_for_attachments`], as this transaction sees it.
    pub async fn waiting_for_attachments(&mut self, letters: &[CorrespondenceId]) -> Result<HashSet<CorrespondenceId>, StorageError> {
        if letters.is_empty() {
            return Ok(HashSet::new());
        }
        let letters: Vec<Uuid> = letters.iter().map(|id| id.0).collect();
        let waiting = all_rows!(self, WAITING, (Uuid,), [], padded(&letters), id => [*id])?;
        Ok(waiting.into_iter().map(|(letter,)| CorrespondenceId(letter)).collect())
    }

    /// Puts attachments into a content, in the order given.
    pub async fn attach(&mut self, content: ContentId, links: &[NewLink], at: Timestamp) -> Result<(), StorageError> {
        if links.is_empty() {
            return Ok(());
        }
        let places: Vec<(i16, &NewLink)> = (0..).zip(links).collect();
        exec_rows!(
            self,
            INSERT_LINKS,
            [],
            places,
            place => [content.0, place.1.attachment.0, At(at), place.1.expires_at.map(At), place.0]
        )?;
        Ok(())
    }

    /// Whether any letter, purged or not, carries the attachment. With the attachment locked, none will from here on.
    pub async fn is_attached(&mut self, id: AttachmentId) -> Result<bool, StorageError> {
        Ok(one!(self, IS_ATTACHED, (i64,), [id.0])?.0 > 0)
    }
}
