//! Binds the create request (http-api §5.1–5.4, 5.6, 5.7) from a form. Types only: what the values must satisfy, and which must be there,
//! is the domain's affair.

use correspondence_domain::correspondence::create::{
    InitializeRequest, RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
use correspondence_domain::error::Validation;

use super::member::{Member, Reader};
use super::notification::notification;
use super::tree::Node;
use crate::extract::names::{EXTERNAL_STORAGE, LOCATIONS, REFERENCE_TYPES};

/// The request, and what could not be read of it.
pub(super) fn initialize(form: &Node) -> (InitializeRequest, Validation) {
    let mut reader = Reader::default();
    let mut at = Member::root(form);
    let request = InitializeRequest {
        correspondence: correspondence(&mut reader, at.below("Correspondence")),
        recipients: reader.text_list(&at.below("Recipients")),
        existing_attachments: reader.guid_list(&at.below("ExistingAttachments")),
        idempotent_key: reader.guid(&at.below("IdempotentKey")),
    };
    (request, reader.findings)
}

fn correspondence(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedCorrespondence> {
    // Deprecated, and of no effect.
    let _ = reader.text(&at.below("Sender"));
    let bound = RequestedCorrespondence {
        resource_id: reader.text(&at.below("ResourceId")),
        senders_reference: reader.text(&at.below("SendersReference")),
        message_sender: reader.text(&at.below("MessageSender")),
        content: content(reader, at.below("Content")),
        requested_publish_time: reader.timestamp(&at.below("RequestedPublishTime")),
        due_date_time: reader.timestamp(&at.below("DueDateTime")),
        external_references: at.below("ExternalReferences").objects(|at| reference(reader, at)),
        property_list: at.below("PropertyList").entries().collect(),
        reply_options: at.below("ReplyOptions").objects(|at| reply_option(reader, at)),
        notification: notification(reader, at.below("Notification")),
        ignore_reservation: reader.nullable_boolean(&at.below("IgnoreReservation")),
        is_confirmation_needed: reader.boolean(&at.below("IsConfirmationNeeded")),
        is_confidential: reader.boolean(&at.below("IsConfidential")),
        allow_forwarding: reader.boolean(&at.below("AllowForwarding")),
    };
    at.known(bound)
}

fn content(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedContent> {
    let bound = RequestedContent {
        language: reader.text(&at.below("Language")),
        message_title: reader.text(&at.below("MessageTitle")),
        message_summary: reader.text(&at.below("MessageSummary")),
        message_body: reader.text(&at.below("MessageBody")),
        attachments: at.below("Attachments").objects(|at| attachment(reader, at)),
    };
    at.known(bound)
}

fn attachment(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedAttachment> {
    // Of no effect, but of its type.
    let _ = reader.guid(&at.below("Id"));
    let bound = RequestedAttachment {
        file_name: reader.text(&at.below("FileName")),
        display_name: reader.text(&at.below("DisplayName")),
        is_encrypted: reader.boolean(&at.below("IsEncrypted")),
        checksum: reader.text(&at.below("Checksum")),
        senders_reference: reader.text(&at.below("SendersReference")),
        expiration_in_days: reader.integer(&at.below("ExpirationInDays")),
        is_external: reader.enumeration(&at.below("DataLocationType"), &LOCATIONS) == EXTERNAL_STORAGE,
    };
    at.known(bound)
}

fn reference(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedReference> {
    let bound = RequestedReference {
        reference_type: reader.enumeration(&at.below("ReferenceType"), &REFERENCE_TYPES).into(),
        reference_value: reader.text(&at.below("ReferenceValue")),
    };
    at.known(bound)
}

fn reply_option(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedReplyOption> {
    let bound = RequestedReplyOption { link_url: reader.text(&at.below("LinkURL")), link_text: reader.text(&at.below("LinkText")) };
    at.known(bound)
}
