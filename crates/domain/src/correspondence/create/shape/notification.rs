//! Shape of `correspondence.notification` (http-api §5.5).

use super::{TextRule, null_entry};
use crate::correspondence::create::{RequestedNotification, RequestedNotificationOverride, RequestedNotificationRecipient};
use crate::correspondence::notification::{EmailContentType, NotificationChannel};
use crate::error::Validation;

const AT: &str = "Correspondence.Notification";

/// The template is not looked at: one that nobody knows is 3023, a rule with a number.
pub(super) fn validate(notification: &RequestedNotification, findings: &mut Validation) {
    texts(notification, findings);
    for (member, name, number) in [
        ("NotificationChannel", "notificationChannel", Some(notification.channel)),
        ("ReminderNotificationChannel", "reminderNotificationChannel", notification.reminder_channel),
    ] {
        one_of(member, name, &NotificationChannel::NAMES, number, findings);
    }
    for (member, name, number) in [
        ("EmailContentType", "emailContentType", Some(notification.email_content_type)),
        ("ReminderEmailContentType", "reminderEmailContentType", notification.reminder_email_content_type),
    ] {
        one_of(member, name, &EmailContentType::NAMES, number, findings);
    }
    recipients(&format!("{AT}.CustomRecipients"), "customRecipients", &notification.custom_recipients, findings);
    if let Some(only) = &notification.custom_recipient {
        recipient(&format!("{AT}.CustomRecipient"), only, findings);
    }
    overrides(&notification.custom_notification_recipients, findings);
}

fn texts(notification: &RequestedNotification, findings: &mut Validation) {
    let (main, reminder) = (&notification.texts, &notification.reminder_texts);
    for (member, name, longest, text) in [
        ("EmailSubject", "emailSubject", 512, &main.email_subject),
        ("EmailBody", "emailBody", 10_000, &main.email_body),
        ("SmsBody", "smsBody", 2144, &main.sms_body),
        ("ReminderEmailSubject", "reminderEmailSubject", 512, &reminder.email_subject),
        ("ReminderEmailBody", "reminderEmailBody", 10_000, &reminder.email_body),
        ("ReminderSmsBody", "reminderSmsBody", 2144, &reminder.sms_body),
    ] {
        TextRule { name, longest }.optional(&format!("{AT}.{member}"), text.as_deref(), findings);
    }
}

fn one_of(member: &str, name: &str, names: &[&str], number: Option<i32>, findings: &mut Validation) {
    if number.is_some_and(|number| usize::try_from(number).map_or(true, |number| number >= names.len())) {
        findings.add(format!("{AT}.{member}"), format!("{name} must be one of {}.", names.join(", ")));
    }
}

fn recipients(list: &str, name: &str, given: &[Option<RequestedNotificationRecipient>], findings: &mut Validation) {
    for (index, entry) in given.iter().enumerate() {
        match entry {
            Some(entry) => recipient(&format!("{list}[{index}]"), entry, findings),
            None => null_entry(list, index, name, findings),
        }
    }
}

/// That exactly one of them says who, and that it is an address, are rules with numbers.
fn recipient(at: &str, recipient: &RequestedNotificationRecipient, findings: &mut Validation) {
    for (member, name, text) in [
        ("EmailAddress", "emailAddress", &recipient.email_address),
        ("MobileNumber", "mobileNumber", &recipient.mobile_number),
        ("OrganizationNumber", "organizationNumber", &recipient.organization_number),
        ("NationalIdentityNumber", "nationalIdentityNumber", &recipient.national_identity_number),
    ] {
        if let Some(text) = text {
            super::refuse_nul(&format!("{at}.{member}"), name, text, findings);
        }
    }
}

fn overrides(given: &[Option<RequestedNotificationOverride>], findings: &mut Validation) {
    const NAME: &str = "customNotificationRecipients";
    let list = format!("{AT}.CustomNotificationRecipients");
    for (index, entry) in given.iter().enumerate() {
        let Some(entry) = entry else {
            null_entry(&list, index, NAME, findings);
            continue;
        };
        let at = format!("{list}[{index}]");
        if entry.recipient_to_override.is_none() {
            findings.add(format!("{at}.RecipientToOverride"), "recipientToOverride is required.");
        }
        match &entry.recipients {
            Some(entries) => recipients(&format!("{at}.Recipients"), "recipients", entries, findings),
            None => findings.add(format!("{at}.Recipients"), "recipients is required."),
        }
    }
}
