//! The create request as it was bound, before any rule was applied (http-api §5).
//!
//! Reading JSON or a form into this shape is the API's work; a value of the wrong type never gets here. A member that was absent or
//! null is `None`.

use indexmap::IndexMap;
use uuid::Uuid;

use super::requested_notification::RequestedNotification;
use crate::time::Timestamp;

/// http-api §5.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InitializeRequest {
    /// What to create; one letter per recipient.
    pub correspondence: Option<RequestedCorrespondence>,
    /// Entries as sent; an entry that was null is `None`.
    pub recipients: Option<Vec<Option<String>>>,
    /// Shared attachments to reuse.
    pub existing_attachments: Vec<Uuid>,
    /// The sender's guard against sending twice.
    pub idempotent_key: Option<Uuid>,
}

/// http-api §5.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.2")]
pub struct RequestedCorrespondence {
    pub resource_id: Option<String>,
    pub senders_reference: Option<String>,
    pub message_sender: Option<String>,
    pub content: Option<RequestedContent>,
    pub requested_publish_time: Option<Timestamp>,
    pub due_date_time: Option<Timestamp>,
    /// A null entry is `None`.
    pub external_references: Vec<Option<RequestedReference>>,
    /// A null value is `None`.
    pub property_list: IndexMap<String, Option<String>>,
    /// A null entry is `None`.
    pub reply_options: Vec<Option<RequestedReplyOption>>,
    pub notification: Option<RequestedNotification>,
    pub ignore_reservation: Option<bool>,
    pub is_confirmation_needed: bool,
    pub is_confidential: bool,
    pub allow_forwarding: bool,
}

/// http-api §5.3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.3")]
pub struct RequestedContent {
    pub language: Option<String>,
    pub message_title: Option<String>,
    pub message_summary: Option<String>,
    pub message_body: Option<String>,
    /// A null entry is `None`.
    pub attachments: Vec<Option<RequestedAttachment>>,
}

/// http-api §5.4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.4")]
pub struct RequestedAttachment {
    pub file_name: Option<String>,
    pub display_name: Option<String>,
    pub is_encrypted: bool,
    pub checksum: Option<String>,
    pub senders_reference: Option<String>,
    pub expiration_in_days: Option<i32>,
    /// `dataLocationType` is ExistingExternalStorage, which changes nothing but what is shown (oddity 13).
    pub is_external: bool,
}

/// http-api §5.6. The type is the wire's number, which may lie outside the enumeration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.6")]
pub struct RequestedReference {
    pub reference_type: i64,
    pub reference_value: Option<String>,
}

/// http-api §5.7.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.7")]
pub struct RequestedReplyOption {
    pub link_url: Option<String>,
    pub link_text: Option<String>,
}
