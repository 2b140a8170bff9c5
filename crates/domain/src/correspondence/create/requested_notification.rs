//! The notification of a create request as it was bound, before any rule was applied (http-api §5.5).
//!
//! Enumerations are the wire's numbers, which may lie outside of them. `sendersReference` and `isReserved` are accepted and mean
//! nothing, so they have no place here.

use crate::correspondence::notification::NotificationTexts;

/// http-api §5.5.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.5")]
pub struct RequestedNotification {
    pub template: Option<i32>,
    pub texts: NotificationTexts,
    pub email_content_type: i32,
    pub channel: i32,
    pub send_reminder: bool,
    pub reminder_texts: NotificationTexts,
    pub reminder_email_content_type: Option<i32>,
    pub reminder_channel: Option<i32>,
    /// A null entry is `None`.
    pub custom_recipients: Vec<Option<RequestedNotificationRecipient>>,
    pub custom_recipient: Option<RequestedNotificationRecipient>,
    /// A null entry is `None`.
    pub custom_notification_recipients: Vec<Option<RequestedNotificationOverride>>,
    pub override_registered_contact_information: bool,
}

/// http-api §5.5.1.
pub type RequestedNotificationRecipient = crate::correspondence::notification::NotificationRecipient;

/// An element of the deprecated `customNotificationRecipients`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestedNotificationOverride {
    /// Required, and without effect.
    pub recipient_to_override: Option<String>,
    /// Whom to tell; a null entry is `None`.
    pub recipients: Option<Vec<Option<RequestedNotificationRecipient>>>,
}
