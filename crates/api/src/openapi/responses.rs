//! Bodies of answers that this version does not give yet, as the document shows them (http-api §7.4–7.6).

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::enumerations::{InitializedNotificationStatusExt, NotificationChannelExt};
use super::requests::NotificationRecipientExt;

/// The bytes of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(value_type = String, format = Binary)]
pub(crate) struct FileBytes(Vec<u8>);

/// A notification that was ordered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CorrespondenceNotificationOverviewExt {
    /// Its order.
    notification_order_id: Option<Uuid>,
    /// It is a reminder.
    is_reminder: bool,
}

/// A notification of a created correspondence.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InitializedCorrespondencesNotificationsExt {
    /// Its order.
    order_id: Option<Uuid>,
    /// It is a reminder.
    is_reminder: Option<bool>,
    /// What became of it.
    status: InitializedNotificationStatusExt,
}

/// A notification and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationExt {
    /// Its shipment or order.
    id: String,
    /// Reference given to the notification service.
    senders_reference: Option<String>,
    /// Code of the service owner.
    creator: String,
    /// When it was ordered.
    #[schema(value_type = String, format = DateTime)]
    created: String,
    /// It is a reminder.
    is_reminder: bool,
    /// How it is sent.
    notification_channel: NotificationChannelExt,
    /// The recipient's reservation is passed over.
    ignore_reservation: Option<bool>,
    /// Resource of the correspondence.
    resource_id: Option<String>,
    /// State of the order.
    processing_status: NotificationProcessStatusExt,
    /// State of each message.
    notification_status_details: Option<NotificationStatusDetailsExt>,
}

/// State of an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationProcessStatusExt {
    /// Its name.
    status: String,
    /// More about it.
    description: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    last_update: String,
}

/// State of a message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationStatusExt {
    /// Its name.
    status: String,
    /// More about it.
    description: Option<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    last_update: String,
}

/// Messages of a notification.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationStatusDetailsExt {
    /// The newest e-mail.
    email: Option<NotificationDetailsExt>,
    /// The newest SMS.
    sms: Option<NotificationDetailsExt>,
    /// All e-mails, newest first.
    emails: Option<Vec<NotificationDetailsExt>>,
    /// All SMSs, newest first.
    smses: Option<Vec<NotificationDetailsExt>>,
}

/// One message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotificationDetailsExt {
    /// Its id.
    id: Option<Uuid>,
    /// It arrived, or was accepted.
    succeeded: bool,
    /// Where it went.
    recipient: NotificationRecipientExt,
    /// Its state.
    send_status: NotificationStatusExt,
}
