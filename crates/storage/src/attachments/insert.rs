//! Making attachments known: one statement for any number of them. Their history is the caller's to append.

use correspondence_domain::attachment::{AttachmentStatus, DataLocation};
use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::party::OrganisationNumber;
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;

use crate::error::StorageError;
use crate::lists::{ListStatement, Part, sql};
use crate::transaction::Transaction;
use crate::types::At;

/// An attachment to insert. It begins as Initialized.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// Its identity.
    pub id: AttachmentId,
    /// The resource it is made under.
    pub resource: ResourceId,
    /// Its sender.
    pub service_owner: OrganisationNumber,
    /// Its name as sent.
    pub file_name: String,
    /// Its label for people.
    pub display_name: Option<String>,
    /// The sender's own reference.
    pub senders_reference: String,
    /// The sender has encrypted it.
    pub is_encrypted: bool,
    /// MD5 as declared.
    pub checksum: Option<String>,
    /// Days for which a letter keeps it.
    pub expiration_in_days: Option<i32>,
    /// Where the sender says it is.
    pub data_location: DataLocation,
    /// When it is accepted.
    pub created_at: Timestamp,
}

pub(super) const INSERT_ATTACHMENTS: ListStatement = ListStatement {
    name: "insert attachments",
    arguments: 0,
    columns: &[
        "id",
        "created_at",
        "status_at",
        "expiration_in_days",
        "status",
        "data_location",
        "is_encrypted",
        "resource_id",
        "service_owner",
        "file_name",
        "display_name",
        "senders_reference",
        "checksum",
    ],
    parts: &[sql("INSERT INTO attachment ("), Part::Columns, sql(") VALUES "), Part::Rows],
};

impl Transaction {
    /// Inserts attachments: one statement for up to 2 520 of them.
    pub async fn insert_attachments(&mut self, attachments: &[NewAttachment]) -> Result<(), StorageError> {
        for attachments in attachments.chunks(INSERT_ATTACHMENTS.most_items()) {
            exec_rows!(
                self,
                INSERT_ATTACHMENTS,
                [],
                attachments,
                attachment => [
                    attachment.id.0,
                    At(attachment.created_at),
                    At(attachment.created_at),
                    attachment.expiration_in_days,
                    AttachmentStatus::Initialized.number(),
                    attachment.data_location.number(),
                    attachment.is_encrypted,
                    attachment.resource.as_str(),
                    attachment.service_owner.as_str(),
                    attachment.file_name.as_str(),
                    attachment.display_name.as_deref(),
                    attachment.senders_reference.as_str(),
                    attachment.checksum.as_deref(),
                ]
            )?;
        }
        Ok(())
    }
}
