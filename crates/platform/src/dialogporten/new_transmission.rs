//! A transmission to be put into a dialog that exists, member by member as the wire has it (integrations §10.4). What the members say is
//! the caller's matter.

use correspondence_domain::identifiers::TransmissionId;
use correspondence_domain::time::Timestamp;
use serde::Serialize;

use super::activity::Actor;
use super::new_dialog::{ContentValue, DialogAttachment};

/// A transmission. Members are written in the order and with the nulls of the existing service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members are named and explained by integrations §10.4")]
pub struct NewTransmission {
    pub id: TransmissionId,
    pub created_at: Timestamp,
    pub authorization_attribute: String,
    pub is_authorized: bool,
    pub extended_type: Option<String>,
    pub related_transmission_id: Option<TransmissionId>,
    pub external_reference: Option<String>,
    /// By number, which is what the remote is sent.
    #[serde(rename = "type")]
    pub kind: u8,
    pub sender: Actor,
    pub content: TransmissionContent,
    pub attachments: Vec<DialogAttachment>,
}

/// What the transmission says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members are named and explained by integrations §10.4")]
pub struct TransmissionContent {
    pub title: ContentValue,
    pub summary: Option<ContentValue>,
    pub content_reference: Option<ContentValue>,
}
