//! Bodies of requests as the document shows them (http-api §5). They are read by `extract`, more leniently than a schema can say.
#![expect(dead_code, reason = "only their shape is read")]

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::enumerations::{
    EmailContentType, InitializeAttachmentDataLocationTypeExt, NotificationChannelExt, NotificationTemplateExt, ReferenceTypeExt,
};

/// What to create, and for whom.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct InitializeCorrespondencesExt {
    /// What to create; one correspondence per recipient.
    correspondence: BaseCorrespondenceExt,
    /// 1 to 500 organisations, persons or users, as URNs, `0192:` and nine digits, or eleven digits.
    recipients: Vec<String>,
    /// Shared attachments to use.
    existing_attachments: Option<Vec<Uuid>>,
    /// Guard against sending twice; only with one recipient.
    idempotent_key: Option<Uuid>,
}

/// A correspondence to create.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct BaseCorrespondenceExt {
    /// Resource in the resource registry.
    #[schema(min_length = 1, max_length = 255)]
    resource_id: String,
    /// Ignored: the sender is the resource's service owner.
    #[schema(deprecated)]
    sender: Option<String>,
    /// The sender's own reference.
    #[schema(min_length = 1, max_length = 4096)]
    senders_reference: String,
    /// Name to show instead of the sender's; plain text.
    #[schema(max_length = 255)]
    message_sender: Option<String>,
    /// What it says.
    content: InitializeCorrespondenceContentExt,
    /// When it is to be visible; now when left out.
    #[schema(value_type = Option<String>, format = DateTime)]
    requested_publish_time: Option<String>,
    /// Until when the recipient is to answer; required with `isConfirmationNeeded`.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_date_time: Option<String>,
    /// Links to other systems, 10 at most.
    external_references: Option<Vec<ExternalReferenceExt>>,
    /// Free properties, 10 at most, of 50 and 300 characters.
    property_list: Option<HashMap<String, String>>,
    /// Links by which the recipient may answer.
    reply_options: Option<Vec<CorrespondenceReplyOptionExt>>,
    /// Notification by e-mail or SMS.
    notification: Option<InitializeCorrespondenceNotificationExt>,
    /// Pass over a person's reservation against digital mail.
    ignore_reservation: Option<bool>,
    /// Ask the recipient to confirm.
    #[schema(required = false)]
    is_confirmation_needed: bool,
    /// Confidential mail; must agree with the resource.
    #[schema(required = false)]
    is_confidential: bool,
    /// Let the recipient send it on by e-mail.
    #[schema(required = false)]
    allow_forwarding: bool,
}

/// The texts and new files of a correspondence.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct InitializeCorrespondenceContentExt {
    /// `nb`, `nn` or `en`.
    #[schema(default = "nb")]
    language: Option<String>,
    /// Title; plain text.
    #[schema(min_length = 1, max_length = 255)]
    message_title: String,
    /// Summary.
    #[schema(max_length = 255)]
    message_summary: Option<String>,
    /// Body in Markdown.
    #[schema(min_length = 1, max_length = 30000)]
    message_body: String,
    /// New files; each needs its bytes in the same request, so only with a form.
    attachments: Option<Vec<InitializeCorrespondenceAttachmentExt>>,
}

/// A new file of a correspondence.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct InitializeCorrespondenceAttachmentExt {
    /// Its name, which is also how the uploaded file is found.
    #[schema(max_length = 255, required)]
    file_name: Option<String>,
    /// Name to show.
    #[schema(max_length = 255)]
    display_name: Option<String>,
    /// The sender encrypted it.
    #[schema(required = false)]
    is_encrypted: bool,
    /// MD5 of its bytes in lower-case hexadecimal.
    checksum: Option<String>,
    /// The sender's reference.
    #[schema(min_length = 1, max_length = 4096)]
    senders_reference: String,
    /// Days until it expires.
    expiration_in_days: Option<i32>,
    /// Ignored.
    #[schema(required = false)]
    id: Uuid,
    /// Without effect.
    #[schema(required = false)]
    data_location_type: InitializeAttachmentDataLocationTypeExt,
}

/// A shared attachment to create.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct InitializeAttachmentExt {
    /// Its name.
    #[schema(max_length = 255, required)]
    file_name: Option<String>,
    /// Name to show.
    #[schema(max_length = 255)]
    display_name: Option<String>,
    /// The sender encrypted it.
    #[schema(required = false)]
    is_encrypted: bool,
    /// MD5 of its bytes in lower-case hexadecimal.
    checksum: Option<String>,
    /// The sender's reference.
    #[schema(min_length = 1, max_length = 4096)]
    senders_reference: String,
    /// Days until it expires.
    expiration_in_days: Option<i32>,
    /// Resource in the resource registry.
    #[schema(min_length = 1, max_length = 255)]
    resource_id: String,
    /// Ignored: the sender is the resource's service owner.
    #[schema(deprecated)]
    sender: Option<String>,
}

/// A link to another system.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct ExternalReferenceExt {
    /// The link itself.
    #[schema(required)]
    reference_value: Option<String>,
    /// What kind of link.
    reference_type: ReferenceTypeExt,
}

/// A link by which the recipient may answer.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct CorrespondenceReplyOptionExt {
    /// Where it leads; https.
    #[schema(rename = "linkURL", required)]
    link_url: Option<String>,
    /// What it says.
    link_text: Option<String>,
}

/// A notification by e-mail or SMS.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct InitializeCorrespondenceNotificationExt {
    /// Whose words it has; the sender's when left out.
    notification_template: Option<NotificationTemplateExt>,
    /// Subject of the e-mail.
    #[schema(max_length = 512)]
    email_subject: Option<String>,
    /// Text of the e-mail.
    #[schema(max_length = 10000)]
    email_body: Option<String>,
    /// Format of the e-mail.
    #[schema(required = false)]
    email_content_type: EmailContentType,
    /// Text of the SMS.
    #[schema(max_length = 2144)]
    sms_body: Option<String>,
    /// Send a reminder to who has not opened the correspondence.
    #[schema(required = false)]
    send_reminder: bool,
    /// Subject of the reminder.
    #[schema(max_length = 512)]
    reminder_email_subject: Option<String>,
    /// Text of the reminder.
    #[schema(max_length = 10000)]
    reminder_email_body: Option<String>,
    /// Format of the reminder.
    reminder_email_content_type: Option<EmailContentType>,
    /// Text of the reminder's SMS.
    #[schema(max_length = 2144)]
    reminder_sms_body: Option<String>,
    /// How it is sent.
    #[schema(required = false)]
    notification_channel: NotificationChannelExt,
    /// How the reminder is sent; as the notification when left out.
    reminder_notification_channel: Option<NotificationChannelExt>,
    /// Ignored.
    senders_reference: Option<String>,
    /// More to be notified; only with one recipient.
    custom_recipients: Option<Vec<NotificationRecipientExt>>,
    /// As `customRecipients` with one entry.
    #[schema(deprecated)]
    custom_recipient: Option<NotificationRecipientExt>,
    /// As `customRecipients` with the recipients of the first entry.
    #[schema(deprecated)]
    custom_notification_recipients: Option<Vec<CustomNotificationRecipientExt>>,
    /// Notify nobody but the custom recipients.
    #[schema(required = false)]
    override_registered_contact_information: bool,
}

/// Somebody to be notified; exactly one identifier.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationRecipientExt {
    /// E-mail address.
    email_address: Option<String>,
    /// Mobile number with country code.
    mobile_number: Option<String>,
    /// Organisation number.
    organization_number: Option<String>,
    /// Person number.
    national_identity_number: Option<String>,
    /// Has reserved against digital mail.
    is_reserved: Option<bool>,
}

/// Replaced by `customRecipients`.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct CustomNotificationRecipientExt {
    /// Without effect.
    #[schema(required)]
    recipient_to_override: Option<String>,
    /// Who is to be notified.
    #[schema(required)]
    recipients: Option<Vec<NotificationRecipientExt>>,
}

/// To whom a correspondence is to be sent on.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct ForwardCorrespondenceRequestExt {
    /// E-mail address.
    #[schema(required)]
    forward_to: Option<String>,
    /// A word to go with it.
    forwarding_text: Option<String>,
}
