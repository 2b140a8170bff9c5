//! Reads the notification of a create request (http-api §5.5).

use correspondence_domain::correspondence::create::{RequestedNotification, RequestedNotificationOverride, RequestedNotificationRecipient};
use correspondence_domain::correspondence::notification::{EmailContentType, NotificationChannel, NotificationTemplate};

use super::reader::{Read, Reader};

/// Reads a notification object.
pub(super) fn notification(reader: &mut Reader<'_>) -> Read<RequestedNotification> {
    let mut bound = RequestedNotification::default();
    reader.object(&[], |reader, name| {
        match name {
            "notificationtemplate" => bound.template = reader.nullable(|reader| reader.enumeration(&NotificationTemplate::NAMES))?,
            "emailsubject" => bound.texts.email_subject = reader.nullable_text()?,
            "emailbody" => bound.texts.email_body = reader.nullable_text()?,
            "smsbody" => bound.texts.sms_body = reader.nullable_text()?,
            "reminderemailsubject" => bound.reminder_texts.email_subject = reader.nullable_text()?,
            "reminderemailbody" => bound.reminder_texts.email_body = reader.nullable_text()?,
            "remindersmsbody" => bound.reminder_texts.sms_body = reader.nullable_text()?,
            "emailcontenttype" => bound.email_content_type = reader.enumeration(&EmailContentType::NAMES)?,
            "notificationchannel" => bound.channel = reader.enumeration(&NotificationChannel::NAMES)?,
            "reminderemailcontenttype" => {
                bound.reminder_email_content_type = reader.nullable(|reader| reader.enumeration(&EmailContentType::NAMES))?;
            }
            "remindernotificationchannel" => {
                bound.reminder_channel = reader.nullable(|reader| reader.enumeration(&NotificationChannel::NAMES))?;
            }
            // Accepted and without effect, but of its type.
            "sendersreference" => drop(reader.nullable_text()?),
            "sendreminder" => bound.send_reminder = reader.boolean()?,
            "overrideregisteredcontactinformation" => bound.override_registered_contact_information = reader.boolean()?,
            "customrecipient" => bound.custom_recipient = reader.nullable(custom_recipient)?,
            "customrecipients" => bound.custom_recipients = reader.nullable_list(|reader| reader.nullable(custom_recipient))?,
            "customnotificationrecipients" => {
                bound.custom_notification_recipients = reader.nullable_list(|reader| reader.nullable(overridden_recipient))?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn custom_recipient(reader: &mut Reader<'_>) -> Read<RequestedNotificationRecipient> {
    let mut bound = RequestedNotificationRecipient::default();
    reader.object(&[], |reader, name| {
        match name {
            "emailaddress" => bound.email_address = reader.nullable_text()?,
            "mobilenumber" => bound.mobile_number = reader.nullable_text()?,
            "organizationnumber" => bound.organization_number = reader.nullable_text()?,
            "nationalidentitynumber" => bound.national_identity_number = reader.nullable_text()?,
            // Accepted and without effect, but of its type.
            "isreserved" => drop(reader.nullable(Reader::boolean)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

fn overridden_recipient(reader: &mut Reader<'_>) -> Read<RequestedNotificationOverride> {
    let mut bound = RequestedNotificationOverride::default();
    reader.object(&["recipientToOverride", "recipients"], |reader, name| {
        match name {
            "recipienttooverride" => bound.recipient_to_override = reader.nullable_text()?,
            "recipients" => bound.recipients = Some(reader.nullable_list(|reader| reader.nullable(custom_recipient))?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Read<RequestedNotification> {
        notification(&mut Reader::new(text))
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
            r#"{"customNotificationRecipients":[{"recipientToOverride":"x"}]}"#,
            r#"{"customRecipients":[{"isReserved":1}]}"#,
            r#"{"sendersReference":1}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        for empty in [
            "{}",
            r#"{"notificationTemplate":null,"requestedSendTime":"2030-01-01","reminderNotificationChannel":null,"customRecipients":null}"#,
        ] {
            assert_eq!(read(empty), Ok(RequestedNotification::default()), "{empty}");
        }
    }

    #[test]
    fn every_member_is_read() {
        let bound = read(
            r#"{"notificationTemplate":"1","emailSubject":"a","emailBody":"b","smsBody":"c","reminderEmailSubject":"d","reminderEmailBody":"e",
            "reminderSmsBody":"f","emailContentType":"html","reminderEmailContentType":0,"notificationChannel":9,
            "reminderNotificationChannel":"EmailAndSms","sendReminder":true,"overrideRegisteredContactInformation":true,"sendersReference":"x",
            "customRecipient":{"mobileNumber":"g"},"customRecipients":[{"EmailAddress":"h","isReserved":true},null],
            "customNotificationRecipients":[{"recipientToOverride":null,"recipients":[{"organizationNumber":"i","nationalIdentityNumber":""}]}]}"#,
        )
        .unwrap();
        let texts = |texts: &correspondence_domain::correspondence::notification::NotificationTexts| {
            [&texts.email_subject, &texts.email_body, &texts.sms_body].map(|text| text.clone().unwrap()).concat()
        };
        assert_eq!((texts(&bound.texts), texts(&bound.reminder_texts)), ("abc".to_owned(), "def".to_owned()));
        assert_eq!((bound.template, bound.email_content_type, bound.reminder_email_content_type), (Some(1), 1, Some(0)));
        assert_eq!((bound.channel, bound.reminder_channel), (9, Some(4)), "what is no channel is told by its rule");
        assert!(bound.send_reminder && bound.override_registered_contact_information);
        assert_eq!(bound.custom_recipient.unwrap().mobile_number.as_deref(), Some("g"));
        assert_eq!(bound.custom_recipients[0].as_ref().unwrap().email_address.as_deref(), Some("h"));
        assert_eq!(bound.custom_recipients[1], None);
        let overridden = bound.custom_notification_recipients[0].as_ref().unwrap();
        let recipient = overridden.recipients.as_ref().unwrap()[0].as_ref().unwrap();
        assert_eq!((recipient.organization_number.as_deref(), recipient.national_identity_number.as_deref()), (Some("i"), Some("")));
    }
}
