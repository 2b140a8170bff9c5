//! The form of `POST …/correspondence/upload` as the document shows it (http-api §10): members of the JSON request by their paths, and
//! the files.
#![expect(dead_code, reason = "only its shape is read")]

use std::collections::HashMap;

use utoipa::ToSchema;
use uuid::Uuid;

use super::enumerations::{EmailContentType, NotificationChannelExt, NotificationTemplateExt};
use super::requests::{
    CorrespondenceReplyOptionExt, CustomNotificationRecipientExt, ExternalReferenceExt, InitializeCorrespondenceAttachmentExt,
    NotificationRecipientExt,
};
use super::responses::FileBytes;

/// Members of lists are named by their place: `Recipients[0]`, `Correspondence.ReplyOptions[0].LinkURL`.
#[derive(ToSchema)]
pub(crate) struct InitializeCorrespondencesForm {
    #[schema(rename = "Correspondence.ResourceId", min_length = 1, max_length = 255)]
    correspondence_resource_id: String,
    #[schema(rename = "Correspondence.Sender", deprecated, required = false)]
    correspondence_sender: String,
    #[schema(rename = "Correspondence.SendersReference", min_length = 1, max_length = 4096)]
    correspondence_senders_reference: String,
    #[schema(rename = "Correspondence.MessageSender", max_length = 255, required = false)]
    correspondence_message_sender: String,
    #[schema(rename = "Correspondence.Content.Language", default = "nb", required = false)]
    correspondence_content_language: String,
    #[schema(rename = "Correspondence.Content.MessageTitle", min_length = 1, max_length = 255)]
    correspondence_content_message_title: String,
    #[schema(rename = "Correspondence.Content.MessageSummary", max_length = 255, required = false)]
    correspondence_content_message_summary: String,
    #[schema(rename = "Correspondence.Content.MessageBody", min_length = 1, max_length = 30000)]
    correspondence_content_message_body: String,
    #[schema(rename = "Correspondence.Content.Attachments", required = false)]
    correspondence_content_attachments: Vec<InitializeCorrespondenceAttachmentExt>,
    #[schema(rename = "Correspondence.RequestedPublishTime", value_type = String, format = DateTime, required = false)]
    correspondence_requested_publish_time: String,
    #[schema(rename = "Correspondence.DueDateTime", value_type = String, format = DateTime, required = false)]
    correspondence_due_date_time: String,
    #[schema(rename = "Correspondence.ExternalReferences", required = false)]
    correspondence_external_references: Vec<ExternalReferenceExt>,
    #[schema(rename = "Correspondence.PropertyList", required = false)]
    correspondence_property_list: HashMap<String, String>,
    #[schema(rename = "Correspondence.ReplyOptions", required = false)]
    correspondence_reply_options: Vec<CorrespondenceReplyOptionExt>,
    #[schema(rename = "Correspondence.Notification.NotificationTemplate", required = false)]
    correspondence_notification_notification_template: NotificationTemplateExt,
    #[schema(rename = "Correspondence.Notification.EmailSubject", max_length = 512, required = false)]
    correspondence_notification_email_subject: String,
    #[schema(rename = "Correspondence.Notification.EmailBody", max_length = 10000, required = false)]
    correspondence_notification_email_body: String,
    #[schema(rename = "Correspondence.Notification.EmailContentType", required = false)]
    correspondence_notification_email_content_type: EmailContentType,
    #[schema(rename = "Correspondence.Notification.SmsBody", max_length = 2144, required = false)]
    correspondence_notification_sms_body: String,
    #[schema(rename = "Correspondence.Notification.SendReminder", required = false)]
    correspondence_notification_send_reminder: bool,
    #[schema(rename = "Correspondence.Notification.ReminderEmailSubject", max_length = 512, required = false)]
    correspondence_notification_reminder_email_subject: String,
    #[schema(rename = "Correspondence.Notification.ReminderEmailBody", max_length = 10000, required = false)]
    correspondence_notification_reminder_email_body: String,
    #[schema(rename = "Correspondence.Notification.ReminderEmailContentType", required = false)]
    correspondence_notification_reminder_email_content_type: EmailContentType,
    #[schema(rename = "Correspondence.Notification.ReminderSmsBody", max_length = 2144, required = false)]
    correspondence_notification_reminder_sms_body: String,
    #[schema(rename = "Correspondence.Notification.NotificationChannel", required = false)]
    correspondence_notification_notification_channel: NotificationChannelExt,
    #[schema(rename = "Correspondence.Notification.ReminderNotificationChannel", required = false)]
    correspondence_notification_reminder_notification_channel: NotificationChannelExt,
    #[schema(rename = "Correspondence.Notification.SendersReference", required = false)]
    correspondence_notification_senders_reference: String,
    #[schema(rename = "Correspondence.Notification.CustomRecipients", required = false)]
    correspondence_notification_custom_recipients: Vec<NotificationRecipientExt>,
    #[schema(rename = "Correspondence.Notification.CustomRecipient.EmailAddress", required = false)]
    correspondence_notification_custom_recipient_email_address: String,
    #[schema(rename = "Correspondence.Notification.CustomRecipient.MobileNumber", required = false)]
    correspondence_notification_custom_recipient_mobile_number: String,
    #[schema(rename = "Correspondence.Notification.CustomRecipient.OrganizationNumber", required = false)]
    correspondence_notification_custom_recipient_organization_number: String,
    #[schema(rename = "Correspondence.Notification.CustomRecipient.NationalIdentityNumber", required = false)]
    correspondence_notification_custom_recipient_national_identity_number: String,
    #[schema(rename = "Correspondence.Notification.CustomRecipient.IsReserved", required = false)]
    correspondence_notification_custom_recipient_is_reserved: bool,
    #[schema(rename = "Correspondence.Notification.CustomNotificationRecipients", deprecated, required = false)]
    correspondence_notification_custom_notification_recipients: Vec<CustomNotificationRecipientExt>,
    #[schema(rename = "Correspondence.Notification.OverrideRegisteredContactInformation", required = false)]
    correspondence_notification_override_registered_contact_information: bool,
    #[schema(rename = "Correspondence.IgnoreReservation", required = false)]
    correspondence_ignore_reservation: bool,
    #[schema(rename = "Correspondence.IsConfirmationNeeded", required = false)]
    correspondence_is_confirmation_needed: bool,
    #[schema(rename = "Correspondence.IsConfidential", required = false)]
    correspondence_is_confidential: bool,
    #[schema(rename = "Correspondence.AllowForwarding", required = false)]
    correspondence_allow_forwarding: bool,
    #[schema(rename = "Recipients")]
    recipients: Vec<String>,
    #[schema(rename = "ExistingAttachments", required = false)]
    existing_attachments: Vec<Uuid>,
    #[schema(rename = "IdempotentKey", required = false)]
    idempotent_key: Uuid,
    #[schema(rename = "attachments", required = false)]
    attachments: Vec<FileBytes>,
}
