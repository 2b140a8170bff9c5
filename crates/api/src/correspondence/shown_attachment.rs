//! A file as a letter shows it (http-api §7.4).

use correspondence_domain::attachment::{Attached, AttachmentStatus, DataLocation, data_type};
use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::time::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::attachment::shown::status_name;
use crate::openapi::enumerations::{AttachmentDataLocationTypeExt, AttachmentStatusExt};

/// A file of a correspondence.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CorrespondenceAttachmentExt)]
pub(crate) struct ShownAttachment {
    /// When it was attached.
    #[schema(value_type = String, format = DateTime)]
    created: Timestamp,
    /// Where its bytes are.
    #[serde(serialize_with = "location_name")]
    #[schema(value_type = AttachmentDataLocationTypeExt)]
    data_location_type: DataLocation,
    /// Its status.
    #[serde(serialize_with = "status_name")]
    #[schema(value_type = AttachmentStatusExt)]
    status: AttachmentStatus,
    /// Text of the status.
    status_text: String,
    /// When it got the status.
    #[schema(value_type = String, format = DateTime)]
    status_changed: Timestamp,
    /// Media type, by the extension of its name.
    data_type: &'static str,
    /// When it expires for this correspondence.
    #[schema(value_type = Option<String>, format = DateTime)]
    expiration_time: Option<Timestamp>,
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: AttachmentId,
    /// Its name.
    file_name: String,
    /// Name to show.
    display_name: Option<String>,
    /// The sender encrypted it.
    is_encrypted: bool,
    /// MD5 of its bytes.
    checksum: Option<String>,
    /// The sender's reference.
    senders_reference: String,
    /// Days until it expires.
    expiration_in_days: Option<i32>,
}

impl From<Attached> for ShownAttachment {
    fn from(attached: Attached) -> Self {
        let Attached { attachment, attached_at, expires_at } = attached;
        Self {
            created: attached_at,
            data_location_type: attachment.data_location,
            status: attachment.status,
            status_text: attachment.status_text,
            status_changed: attachment.status_at,
            data_type: data_type(&attachment.file_name),
            expiration_time: expires_at,
            id: attachment.id,
            file_name: attachment.file_name,
            display_name: attachment.display_name,
            is_encrypted: attachment.is_encrypted,
            checksum: attachment.checksum,
            senders_reference: attachment.senders_reference,
            expiration_in_days: attachment.expiration_in_days,
        }
    }
}

/// Its name on the wire.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
fn location_name<S: Serializer>(location: &DataLocation, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(location.name())
}
