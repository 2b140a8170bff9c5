//! A shared file as the API shows it to its sender (http-api §7.6). Members are in the order of the wire; null members are written.

use correspondence_app::attachments::overview::AttachmentView;
use correspondence_domain::attachment::{AttachmentHistoryEntry, AttachmentStatus, data_type};
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::openapi::enumerations;

/// Its name on the wire.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
pub(crate) fn status_name<S: Serializer>(status: &AttachmentStatus, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.name())
}

/// An entry of an attachment's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AttachmentStatusEvent)]
pub(crate) struct StatusEvent {
    /// What happened.
    #[serde(serialize_with = "status_name")]
    #[schema(value_type = enumerations::AttachmentStatusExt)]
    status: AttachmentStatus,
    /// Its text.
    status_text: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    status_changed: Timestamp,
}

impl From<AttachmentHistoryEntry> for StatusEvent {
    fn from(entry: AttachmentHistoryEntry) -> Self {
        Self { status: entry.status, status_text: entry.text, status_changed: entry.at }
    }
}

/// Overview and details show the same file.
macro_rules! shown_attachment {
    ($(#[$meta:meta])* $name:ident { $($(#[$first_meta:meta])* $first:ident: $first_type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name {
            $($(#[$first_meta])* $first: $first_type,)*
            /// Its id.
            #[schema(value_type = uuid::Uuid)]
            attachment_id: AttachmentId,
            /// Its status.
            #[serde(serialize_with = "status_name")]
            #[schema(value_type = enumerations::AttachmentStatusExt)]
            status: AttachmentStatus,
            /// Text of the status.
            status_text: String,
            /// When it got the status.
            #[schema(value_type = String, format = DateTime)]
            status_changed: Timestamp,
            /// Correspondences that use it.
            #[schema(value_type = Vec<uuid::Uuid>)]
            correspondence_ids: Vec<CorrespondenceId>,
            /// Media type, by the extension of its name.
            #[schema(value_type = String)]
            data_type: &'static str,
            /// Resource it belongs to.
            resource_id: String,
            /// Its service owner, as a URN.
            #[schema(value_type = String)]
            sender: PartyUrn,
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

        impl $name {
            fn of(view: AttachmentView, $($first: $first_type,)*) -> Self {
                let AttachmentView { attachment, correspondences } = view;
                Self {
                    $($first,)*
                    attachment_id: attachment.id,
                    status: attachment.status,
                    status_changed: attachment.status_at,
                    correspondence_ids: correspondences,
                    data_type: data_type(&attachment.file_name),
                    resource_id: attachment.resource.to_string(),
                    sender: attachment.sender(),
                    status_text: attachment.status_text,
                    file_name: attachment.file_name,
                    display_name: attachment.display_name,
                    is_encrypted: attachment.is_encrypted,
                    checksum: attachment.checksum,
                    senders_reference: attachment.senders_reference,
                    expiration_in_days: attachment.expiration_in_days,
                }
            }
        }
    };
}

shown_attachment! {
    /// A shared attachment.
    AttachmentOverviewExt {}
}

shown_attachment! {
    /// A shared attachment with its history.
    AttachmentDetailsExt {
        /// What happened to it.
        status_history: Vec<StatusEvent>,
    }
}

impl From<AttachmentView> for AttachmentOverviewExt {
    fn from(view: AttachmentView) -> Self {
        Self::of(view)
    }
}

impl AttachmentDetailsExt {
    /// Details have a label and a checksum in any case.
    pub(crate) fn new(view: AttachmentView, history: Vec<AttachmentHistoryEntry>) -> Self {
        let mut details = Self::of(view, history.into_iter().map(StatusEvent::from).collect());
        details.display_name.get_or_insert_with(|| details.file_name.clone());
        details.checksum.get_or_insert_default();
        details
    }
}
