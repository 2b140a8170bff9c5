//! Which texts a channel needs (notifications §4, step 6). A blank text is none: the remote would refuse it (notifications oddity 3).

use crate::correspondence::notification::{Notification, NotificationChannel, NotificationTexts};
use crate::error::{ErrorNumber, Refusal};

pub(super) fn check(notification: &Notification) -> Result<(), Refusal> {
    let main = missing(notification.main.channel, &notification.main.texts);
    let reminder = if notification.send_reminder { missing(notification.reminder.channel, &notification.reminder.texts) } else { None };
    // The order is that of the rules, not of the messages: 3002, 3003, 3004 and so on.
    let found = [
        (main, Needs::Email, ErrorNumber::EmailTextsMissing),
        (reminder, Needs::Email, ErrorNumber::ReminderEmailTextsMissing),
        (main, Needs::Sms, ErrorNumber::SmsTextMissing),
        (reminder, Needs::Sms, ErrorNumber::ReminderSmsTextMissing),
        (main, Needs::Preferred, ErrorNumber::PreferredTextsMissing),
        (reminder, Needs::Preferred, ErrorNumber::ReminderPreferredTextsMissing),
        (main, Needs::Both, ErrorNumber::EmailAndSmsTextsMissing),
        (reminder, Needs::Both, ErrorNumber::ReminderEmailAndSmsTextsMissing),
    ]
    .into_iter()
    .find_map(|(lacking, needs, error)| (lacking == Some(needs)).then_some(error));
    found.or_else(|| missing_for_custom_recipients(notification)).map_or(Ok(()), |error| Err(error.into()))
}

/// What a channel needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Email,
    Sms,
    Preferred,
    Both,
}

/// What the channel needs, when it is not all there.
fn missing(channel: NotificationChannel, texts: &NotificationTexts) -> Option<Needs> {
    let (needs, complete) = match channel {
        NotificationChannel::Email => (Needs::Email, has_email(texts)),
        NotificationChannel::Sms => (Needs::Sms, has_sms(texts)),
        NotificationChannel::EmailPreferred | NotificationChannel::SmsPreferred => (Needs::Preferred, has_email(texts) && has_sms(texts)),
        NotificationChannel::EmailAndSms => (Needs::Both, has_email(texts) && has_sms(texts)),
    };
    (!complete).then_some(needs)
}

/// Somebody who is reached by an address gets an e-mail, by a number a text message, whatever the channel: without the text there would
/// be nothing to send (notifications oddity 4).
fn missing_for_custom_recipients(notification: &Notification) -> Option<ErrorNumber> {
    let texts = &notification.main.texts;
    notification.custom_recipients.iter().find_map(|recipient| {
        if recipient.email_address.is_some() && !has_email(texts) {
            Some(ErrorNumber::EmailTextsMissing)
        } else if recipient.mobile_number.is_some() && !has_sms(texts) {
            Some(ErrorNumber::SmsTextMissing)
        } else {
            None
        }
    })
}

fn has_email(texts: &NotificationTexts) -> bool {
    is_said(texts.email_subject.as_deref()) && is_said(texts.email_body.as_deref())
}

fn has_sms(texts: &NotificationTexts) -> bool {
    is_said(texts.sms_body.as_deref())
}

fn is_said(text: Option<&str>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
