//! Rows of attachments, and the domain's values made of them.

use correspondence_domain::attachment::{Attached, Attachment, AttachmentStatus, DataLocation};
use correspondence_domain::identifiers::{AttachmentId, UploadId};
use correspondence_domain::party::OrganisationNumber;
use correspondence_domain::resource::ResourceId;
use uuid::Uuid;

use crate::error::StorageError;
use crate::types::At;

/// The columns of an [`AttachmentRow`].
macro_rules! attachment_columns {
    () => {
        "attachment.id, attachment.upload_id, attachment.created_at, attachment.status_at, attachment.upload_lease_until, \
         attachment.stored_at, attachment.published_at, attachment.condemned_at, attachment.purged_at, attachment.expired_at, \
         attachment.size, attachment.expiration_in_days, attachment.status, attachment.data_location, attachment.is_encrypted, \
         attachment.resource_id, attachment.service_owner, attachment.file_name, attachment.display_name, \
         attachment.senders_reference, attachment.checksum, attachment.sha256, attachment.status_text"
    };
}

pub(super) use attachment_columns;

const TABLE: &str = "attachment";

#[derive(sqlx::FromRow)]
pub(super) struct AttachmentRow {
    id: Uuid,
    upload_id: Option<Uuid>,
    created_at: At,
    status_at: At,
    upload_lease_until: Option<At>,
    stored_at: Option<At>,
    published_at: Option<At>,
    condemned_at: Option<At>,
    purged_at: Option<At>,
    expired_at: Option<At>,
    size: Option<i64>,
    expiration_in_days: Option<i32>,
    status: i16,
    data_location: i16,
    is_encrypted: bool,
    resource_id: String,
    service_owner: String,
    file_name: String,
    display_name: Option<String>,
    senders_reference: String,
    checksum: Option<String>,
    sha256: Option<String>,
    status_text: Option<String>,
}

/// An attachment as a content carries it.
#[derive(sqlx::FromRow)]
pub(super) struct AttachedRow {
    #[sqlx(flatten)]
    attachment: AttachmentRow,
    pub(super) content_id: Uuid,
    attached_at: At,
    link_expires_at: Option<At>,
}

/// A stored status number as a status.
pub(super) fn status(number: i16, table: &'static str, row: Uuid) -> Result<AttachmentStatus, StorageError> {
    AttachmentStatus::from_number(number).ok_or(StorageError::meaningless(table, "status", row))
}

impl AttachmentRow {
    pub(super) fn into_attachment(self) -> Result<Attachment, StorageError> {
        let row = self.id;
        let moment = |at: Option<At>| at.map(|at| at.0);
        let status = status(self.status, TABLE, row)?;
        let size = self.size.map(u64::try_from).transpose().map_err(|_| StorageError::meaningless(TABLE, "size", row))?;
        Ok(Attachment {
            id: AttachmentId(row),
            resource: ResourceId::stored(self.resource_id),
            service_owner: OrganisationNumber::parse(&self.service_owner).ok_or(StorageError::meaningless(TABLE, "service_owner", row))?,
            file_name: self.file_name,
            display_name: self.display_name,
            senders_reference: self.senders_reference,
            is_encrypted: self.is_encrypted,
            checksum: self.checksum,
            expiration_in_days: self.expiration_in_days,
            data_location: DataLocation::from_number(self.data_location).ok_or(StorageError::meaningless(TABLE, "data_location", row))?,
            created_at: self.created_at.0,
            size,
            sha256: self.sha256,
            upload: self.upload_id.map(UploadId),
            upload_lease_until: moment(self.upload_lease_until),
            stored_at: moment(self.stored_at),
            published_at: moment(self.published_at),
            condemned_at: moment(self.condemned_at),
            purged_at: moment(self.purged_at),
            expired_at: moment(self.expired_at),
            status,
            status_text: self.status_text.unwrap_or_else(|| status.name().to_owned()),
            status_at: self.status_at.0,
        })
    }
}

impl AttachedRow {
    pub(super) fn into_attached(self) -> Result<Attached, StorageError> {
        Ok(Attached {
            attachment: self.attachment.into_attachment()?,
            attached_at: self.attached_at.0,
            expires_at: self.link_expires_at.map(|at| at.0),
        })
    }
}
