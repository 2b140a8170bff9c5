//! Reads the notification of a create request (http-api §5.5) and checks its shape.
//!
//! Sending notifications comes later; a request that asks for one is refused by the use case. It must be well formed all the same, so
//! that a client learns of its mistakes in the documented order.

use correspondence_domain::error::{ErrorNumber, Refusal, Validation};
use correspondence_domain::text::utf16_length;

use super::reader::{Read, Reader};

const TEMPLATES: [&str; 2] = ["CustomMessage", "GenericAltinnMessage"];
const CHANNELS: [&str; 5] = ["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"];
const CONTENT_TYPES: [&str; 2] = ["Plain", "Html"];

/// What is checked of a notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BoundNotification {
    template: Option<i32>,
    /// Member, longest length, text.
    texts: Vec<(&'static str, usize, Option<String>)>,
    /// Member, names, number.
    enumerations: Vec<(&'static str, &'static [&'static str], i32)>,
}

impl BoundNotification {
    /// Lengths and enumerations; integers outside an enumeration survive reading and are found here (http-api §2.5).
    pub(crate) fn validate(&self, findings: &mut Validation) {
        for (member, longest, text) in &self.texts {
            if text.as_deref().is_some_and(|text| utf16_length(text) > *longest) {
                findings.add(
                    format!("Correspondence.Notification.{member}"),
                    format!("The text must not be longer than {longest} characters."),
                );
            }
        }
        for (member, names, number) in &self.enumerations {
            if !is_in(*number, names) {
                findings.add(format!("Correspondence.Notification.{member}"), format!("One of these is expected: {}.", names.join(", ")));
            }
        }
    }

    /// The template must be one that clients may use (http-api §3.4 with oddities 2 and 12).
    pub(crate) fn check_template(&self) -> Result<(), Refusal> {
        match self.template {
            Some(number) if !is_in(number, &TEMPLATES) => Err(ErrorNumber::UnknownTemplate.into()),
            _ => Ok(()),
        }
    }

    fn set_text(&mut self, member: &'static str, longest: usize, text: Option<String>) {
        self.texts.retain(|(name, ..)| *name != member);
        self.texts.push((member, longest, text));
    }

    fn set_enumeration(&mut self, member: &'static str, names: &'static [&'static str], number: Option<i32>) {
        self.enumerations.retain(|(name, ..)| *name != member);
        self.enumerations.extend(number.map(|number| (member, names, number)));
    }
}

fn is_in(number: i32, names: &[&str]) -> bool {
    usize::try_from(number).is_ok_and(|number| number < names.len())
}

/// Reads a notification object.
pub(super) fn notification(reader: &mut Reader<'_>) -> Read<BoundNotification> {
    let mut bound = BoundNotification::default();
    reader.object(&[], |reader, name| {
        match name {
            "notificationtemplate" => bound.template = reader.nullable(|reader| reader.enumeration(&TEMPLATES))?,
            "emailsubject" => bound.set_text("EmailSubject", 512, reader.nullable_text()?),
            "emailbody" => bound.set_text("EmailBody", 10_000, reader.nullable_text()?),
            "smsbody" => bound.set_text("SmsBody", 2144, reader.nullable_text()?),
            "reminderemailsubject" => bound.set_text("ReminderEmailSubject", 512, reader.nullable_text()?),
            "reminderemailbody" => bound.set_text("ReminderEmailBody", 10_000, reader.nullable_text()?),
            "remindersmsbody" => bound.set_text("ReminderSmsBody", 2144, reader.nullable_text()?),
            "emailcontenttype" => bound.set_enumeration("EmailContentType", &CONTENT_TYPES, Some(reader.enumeration(&CONTENT_TYPES)?)),
            "notificationchannel" => bound.set_enumeration("NotificationChannel", &CHANNELS, Some(reader.enumeration(&CHANNELS)?)),
            "reminderemailcontenttype" => {
                let number = reader.nullable(|reader| reader.enumeration(&CONTENT_TYPES))?;
                bound.set_enumeration("ReminderEmailContentType", &CONTENT_TYPES, number);
            }
            "remindernotificationchannel" => {
                let number = reader.nullable(|reader| reader.enumeration(&CHANNELS))?;
                bound.set_enumeration("ReminderNotificationChannel", &CHANNELS, number);
            }
            "sendersreference" => drop(reader.nullable_text()?),
            "sendreminder" | "overrideregisteredcontactinformation" => drop(reader.boolean()?),
            "customrecipient" => drop(reader.nullable(custom_recipient)?),
            "customrecipients" => drop(reader.nullable_list(|reader| reader.nullable(custom_recipient))?),
            "customnotificationrecipients" => drop(reader.nullable_list(|reader| reader.nullable(overridden_recipient))?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn custom_recipient(reader: &mut Reader<'_>) -> Read<()> {
    reader.object(&[], |reader, name| match name {
        "emailaddress" | "mobilenumber" | "organizationnumber" | "nationalidentitynumber" => reader.nullable_text().map(drop),
        "isreserved" => reader.nullable(Reader::boolean).map(drop),
        _ => reader.skip(),
    })
}

fn overridden_recipient(reader: &mut Reader<'_>) -> Read<()> {
    reader.object(&["recipientToOverride", "recipients"], |reader, name| match name {
        "recipienttooverride" => reader.nullable_text().map(drop),
        "recipients" => reader.nullable_list(|reader| reader.nullable(custom_recipient)).map(drop),
        _ => reader.skip(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Read<BoundNotification> {
        notification(&mut Reader::new(text))
    }

    fn findings(text: &str) -> Vec<String> {
        let mut findings = Validation::default();
        read(text).unwrap().validate(&mut findings);
        findings.problems.into_iter().map(|problem| problem.key).collect()
    }

    #[test]
    fn types_are_checked_while_reading() {
        for bad in [
            r#"{"notificationTemplate":"CustomText"}"#,
            r#"{"notificationChannel":"Fax"}"#,
            r#"{"notificationChannel":null}"#,
            r#"{"emailContentType":null}"#,
            r#"{"sendReminder":"true"}"#,
            r#"{"customNotificationRecipients":[{"recipients":[]}]}"#,
            r#"{"customRecipients":[{"isReserved":1}]}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        for good in [
            r#"{"notificationTemplate":null,"requestedSendTime":"2030-01-01","reminderNotificationChannel":null}"#,
            r#"{"notificationTemplate":"0","notificationChannel":1}"#,
        ] {
            assert!(findings(good).is_empty(), "{good}");
        }
    }

    #[test]
    fn lengths_and_integers_are_findings() {
        assert_eq!(
            findings(&format!(r#"{{"smsBody":"{}","notificationChannel":9,"emailContentType":"7"}}"#, "x".repeat(2145))),
            [
                "Correspondence.Notification.SmsBody",
                "Correspondence.Notification.NotificationChannel",
                "Correspondence.Notification.EmailContentType",
            ]
        );
    }

    #[test]
    fn only_two_templates_are_for_clients() {
        for (text, known) in [("0", true), ("\"genericaltinnmessage\"", true), ("2", false), ("5", false), ("null", true)] {
            let bound = read(&format!("{{\"notificationTemplate\":{text}}}")).unwrap();
            assert_eq!(bound.check_template().is_ok(), known, "{text}");
        }
    }
}
