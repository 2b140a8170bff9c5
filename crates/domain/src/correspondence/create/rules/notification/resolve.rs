//! From what was asked for to what is meant: defaults, and one list of custom recipients out of three (notifications §3).

use crate::correspondence::create::{RequestedNotification, RequestedNotificationRecipient};
use crate::correspondence::notification::{EmailContentType, Notification, NotificationChannel, NotificationMessage, NotificationTemplate};
use crate::error::{ErrorNumber, Refusal};

/// Numbers that the shape refuses are taken as the default, for a direct caller that passed over it.
///
/// # Errors
/// 3023 for a template that clients may not use (notifications oddities 1 and 2).
pub(in super::super) fn resolve(given: RequestedNotification) -> Result<Notification, Refusal> {
    let template = match given.template {
        None => NotificationTemplate::default(),
        Some(number) => NotificationTemplate::from_number(number).ok_or(ErrorNumber::UnknownTemplate)?,
    };
    let channel = NotificationChannel::from_number(given.channel).unwrap_or_default();
    let email_content_type = EmailContentType::from_number(given.email_content_type).unwrap_or_default();
    let reminder = NotificationMessage {
        channel: given.reminder_channel.and_then(NotificationChannel::from_number).unwrap_or(channel),
        email_content_type: given.reminder_email_content_type.and_then(EmailContentType::from_number).unwrap_or(email_content_type),
        texts: given.reminder_texts.clone(),
    };
    Ok(Notification {
        template,
        main: NotificationMessage { channel, email_content_type, texts: given.texts.clone() },
        reminder,
        send_reminder: given.send_reminder,
        override_registered_contact_information: given.override_registered_contact_information,
        custom_recipients: custom_recipients(given),
    })
}

/// The list, else the deprecated single one, else all of the first entry of the deprecated list.
fn custom_recipients(given: RequestedNotification) -> Vec<RequestedNotificationRecipient> {
    if !given.custom_recipients.is_empty() {
        return given.custom_recipients.into_iter().flatten().collect();
    }
    if let Some(only) = given.custom_recipient {
        return vec![only];
    }
    let first = given.custom_notification_recipients.into_iter().next().flatten();
    first.and_then(|first| first.recipients).unwrap_or_default().into_iter().flatten().collect()
}
