//! Creating letters: one statement for the content and one for any number of letters.

use correspondence_domain::correspondence::{Content, DialogLink};
use sqlx::types::Json;
use uuid::Uuid;

use super::new::{InitialStatus, NewLetter};
use super::row::ContentDocument;
use crate::digest::digest;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, sql};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::types::At;

pub(super) const INSERT_CONTENT: Statement = Statement::new(
    "insert content",
    "INSERT INTO content (id, language, title, summary, body, message_sender, senders_reference, document) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);

pub(super) const INSERT_LETTERS: ListStatement = ListStatement {
    name: "insert letters",
    arguments: 0,
    columns: &[
        "id",
        "content_id",
        "senders_reference_digest",
        "created_at",
        "requested_publish_at",
        "status_at",
        "due_at",
        "ready_at",
        "reserved_at",
        "status",
        "last_status",
        "attachment_count",
        "ignore_reservation",
        "is_confirmation_needed",
        "is_confidential",
        "allow_forwarding",
        "dialog_is_foreign",
        "dialog_id",
        "resource_id",
        "service_owner",
        "recipient",
        "recipient_name",
    ],
    parts: &[sql("INSERT INTO correspondence ("), Part::Columns, sql(") VALUES "), Part::Rows],
};

impl Transaction {
    /// Inserts what the letters of a request say.
    pub async fn insert_content(&mut self, content: &Content) -> Result<(), StorageError> {
        exec!(
            self,
            INSERT_CONTENT,
            [
                content.id.0,
                content.language.as_str(),
                content.title.as_str(),
                content.summary.as_str(),
                content.body.as_str(),
                content.message_sender.as_deref(),
                content.senders_reference.as_str(),
                Json(ContentDocument::of(content))
            ]
        )?;
        Ok(())
    }

    /// Inserts letters whose content was inserted before: one statement for up to 1 489 of them.
    pub async fn insert_letters(&mut self, letters: &[NewLetter]) -> Result<(), StorageError> {
        for letters in letters.chunks(INSERT_LETTERS.most_items()) {
            exec_rows!(
                self,
                INSERT_LETTERS,
                [],
                letters,
                letter => [
                    letter.id.0,
                    letter.content.0,
                    digest(&letter.senders_reference),
                    At(letter.created_at),
                    At(letter.requested_publish_at),
                    At(letter.created_at),
                    letter.due_at.map(At),
                    (letter.initial == InitialStatus::Ready).then_some(At(letter.created_at)),
                    (letter.initial == InitialStatus::Reserved).then_some(At(letter.created_at)),
                    letter.initial.status().number(),
                    letter.initial.status().number(),
                    letter.attachment_count,
                    letter.ignore_reservation,
                    letter.is_confirmation_needed,
                    letter.is_confidential,
                    letter.allow_forwarding,
                    matches!(letter.dialog, DialogLink::Foreign(_)),
                    dialog_id(letter.dialog),
                    letter.resource.as_str(),
                    letter.service_owner.as_str(),
                    letter.recipient.as_str(),
                    letter.recipient_name.as_deref(),
                ]
            )?;
        }
        Ok(())
    }
}

fn dialog_id(dialog: DialogLink) -> Option<Uuid> {
    match dialog {
        DialogLink::None => None,
        DialogLink::Own(id) | DialogLink::Foreign(id) => Some(id.0),
    }
}
