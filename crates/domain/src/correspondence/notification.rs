//! What a sender asks to be told to people outside of Altinn about a letter: an e-mail, a text message, and perhaps a reminder
//! (http-api §5.5, notifications §3).

use serde::{Deserialize, Serialize};

/// Which texts are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationTemplate {
    /// The sender's own.
    #[default]
    CustomMessage,
    /// Ours, into which the sender's are put.
    GenericAltinnMessage,
}

/// How somebody is to be reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the specification's own")]
pub enum NotificationChannel {
    #[default]
    Email,
    Sms,
    EmailPreferred,
    SmsPreferred,
    EmailAndSms,
}

/// What the body of an e-mail is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the specification's own")]
pub enum EmailContentType {
    #[default]
    Plain,
    Html,
}

/// Names and numbers of an enumeration: the members in the order of their numbers from 0.
macro_rules! numbered {
    ($kind:ident: $($name:ident),+) => {
        impl $kind {
            /// The names on the wire, by number.
            pub const NAMES: [&str; [$(stringify!($name)),+].len()] = [$(stringify!($name)),+];

            /// The member with this number.
            #[must_use]
            pub fn from_number(number: i32) -> Option<Self> {
                [$(Self::$name),+].get(usize::try_from(number).ok()?).copied()
            }
        }
    };
}

numbered!(NotificationTemplate: CustomMessage, GenericAltinnMessage);
numbered!(NotificationChannel: Email, Sms, EmailPreferred, SmsPreferred, EmailAndSms);
numbered!(EmailContentType: Plain, Html);

/// The texts of one message in each form that it may take; the channel decides which are needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationTexts {
    /// Subject of an e-mail.
    pub email_subject: Option<String>,
    /// Body of an e-mail.
    pub email_body: Option<String>,
    /// A text message.
    pub sms_body: Option<String>,
}

/// A message: what it says, and how it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationMessage {
    /// How it is sent.
    pub channel: NotificationChannel,
    /// What the body of an e-mail is written in.
    pub email_content_type: EmailContentType,
    /// What it says.
    pub texts: NotificationTexts,
}

/// Somebody to tell besides, or instead of, the recipient. Exactly one of these says who.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.5.1")]
pub struct NotificationRecipient {
    pub email_address: Option<String>,
    pub mobile_number: Option<String>,
    pub organization_number: Option<String>,
    pub national_identity_number: Option<String>,
}

/// What was asked for with a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Which texts are sent.
    pub template: NotificationTemplate,
    /// The notification itself.
    pub main: NotificationMessage,
    /// What the reminder is to be; its channel and content type are those of the main message unless others were asked for.
    pub reminder: NotificationMessage,
    /// Whether a reminder is sent to those who have not opened the letter.
    pub send_reminder: bool,
    /// Whom to tell besides the recipient.
    pub custom_recipients: Vec<NotificationRecipient>,
    /// Only the custom recipients are told.
    pub override_registered_contact_information: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_those_of_the_contract() {
        assert_eq!(NotificationChannel::NAMES[3], "SmsPreferred");
        assert_eq!(NotificationChannel::from_number(4), Some(NotificationChannel::EmailAndSms));
        assert_eq!(EmailContentType::from_number(1), Some(EmailContentType::Html));
        assert_eq!(NotificationTemplate::from_number(1), Some(NotificationTemplate::GenericAltinnMessage));
        for odd in [-1, 2, 5, i32::MAX] {
            assert_eq!(NotificationTemplate::from_number(odd), None);
        }
    }
}
