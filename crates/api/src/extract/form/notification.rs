//! Binds the notification of a create request from a form (http-api §5.5).

use correspondence_domain::correspondence::create::{RequestedNotification, RequestedNotificationOverride, RequestedNotificationRecipient};
use correspondence_domain::correspondence::notification::{EmailContentType, NotificationChannel, NotificationTemplate, NotificationTexts};

use super::member::{Member, Reader};

pub(super) fn notification(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedNotification> {
    // Of no effect.
    let _ = reader.text(&at.below("SendersReference"));
    let bound = RequestedNotification {
        template: reader.nullable_enumeration(&at.below("NotificationTemplate"), &NotificationTemplate::NAMES),
        texts: texts(reader, &mut at, ["EmailSubject", "EmailBody", "SmsBody"]),
        email_content_type: reader.enumeration(&at.below("EmailContentType"), &EmailContentType::NAMES),
        channel: reader.enumeration(&at.below("NotificationChannel"), &NotificationChannel::NAMES),
        send_reminder: reader.boolean(&at.below("SendReminder")),
        reminder_texts: texts(reader, &mut at, ["ReminderEmailSubject", "ReminderEmailBody", "ReminderSmsBody"]),
        reminder_email_content_type: reader.nullable_enumeration(&at.below("ReminderEmailContentType"), &EmailContentType::NAMES),
        reminder_channel: reader.nullable_enumeration(&at.below("ReminderNotificationChannel"), &NotificationChannel::NAMES),
        custom_recipients: at.below("CustomRecipients").objects(|at| recipient(reader, at)),
        custom_recipient: recipient(reader, at.below("CustomRecipient")),
        custom_notification_recipients: at.below("CustomNotificationRecipients").objects(|at| overridden(reader, at)),
        override_registered_contact_information: reader.boolean(&at.below("OverrideRegisteredContactInformation")),
    };
    at.known(bound)
}

fn texts(reader: &mut Reader, at: &mut Member<'_>, [email_subject, email_body, sms_body]: [&str; 3]) -> NotificationTexts {
    NotificationTexts {
        email_subject: reader.text(&at.below(email_subject)),
        email_body: reader.text(&at.below(email_body)),
        sms_body: reader.text(&at.below(sms_body)),
    }
}

fn recipient(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedNotificationRecipient> {
    // Of no effect, but of its type.
    let _ = reader.nullable_boolean(&at.below("IsReserved"));
    let bound = RequestedNotificationRecipient {
        email_address: reader.text(&at.below("EmailAddress")),
        mobile_number: reader.text(&at.below("MobileNumber")),
        organization_number: reader.text(&at.below("OrganizationNumber")),
        national_identity_number: reader.text(&at.below("NationalIdentityNumber")),
    };
    at.known(bound)
}

fn overridden(reader: &mut Reader, mut at: Member<'_>) -> Option<RequestedNotificationOverride> {
    let recipient_to_override = reader.text(&at.below("RecipientToOverride"));
    let recipients = at.below("Recipients").objects(|at| recipient(reader, at));
    let bound = RequestedNotificationOverride { recipient_to_override, recipients: (!recipients.is_empty()).then_some(recipients) };
    at.known(bound)
}
