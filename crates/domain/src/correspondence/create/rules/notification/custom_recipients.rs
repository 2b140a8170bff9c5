//! Whom else a notification may go to (notifications §4, step 5).

use crate::contact::{is_email_address, is_mobile_number};
use crate::correspondence::notification::{Notification, NotificationRecipient};
use crate::error::{ErrorNumber, Refusal};

/// Stands for a name that only a recipient out of a register has.
const NAME_KEYWORD: &str = "$recipientname$";

pub(super) fn check(notification: &Notification, letters: usize) -> Result<(), Refusal> {
    let custom = &notification.custom_recipients;
    if notification.override_registered_contact_information && custom.is_empty() {
        return Err(ErrorNumber::OverrideWithoutRecipients.into());
    }
    if !custom.is_empty() && letters > 1 {
        return Err(ErrorNumber::CustomRecipientsNeedOneRecipient.into());
    }
    let asks_for_name = asks_for_name(notification);
    custom.iter().try_for_each(|recipient| check_one(recipient, asks_for_name)).map_err(Refusal::from)
}

/// An address or number that is there but empty is judged like any other (http-api §5.5.1).
fn check_one(recipient: &NotificationRecipient, asks_for_name: bool) -> Result<(), ErrorNumber> {
    let (email, mobile) = (recipient.email_address.as_deref(), recipient.mobile_number.as_deref());
    let identifiers = [email, mobile, recipient.organization_number.as_deref(), recipient.national_identity_number.as_deref()];
    match identifiers.into_iter().flatten().filter(|text| !text.is_empty()).count() {
        0 => return Err(ErrorNumber::CustomRecipientNoIdentifier),
        1 => {}
        _ => return Err(ErrorNumber::CustomRecipientSeveralIdentifiers),
    }
    if asks_for_name && (email.is_some() || mobile.is_some()) {
        return Err(ErrorNumber::NameKeywordWithAddress);
    }
    if email.is_some_and(|text| !is_email_address(text) || text.contains(';')) {
        return Err(ErrorNumber::BadEmailAddress);
    }
    if mobile.is_some_and(|text| !is_mobile_number(text)) {
        return Err(ErrorNumber::BadMobileNumber);
    }
    Ok(())
}

/// All six texts count, whether or not a reminder is sent.
fn asks_for_name(notification: &Notification) -> bool {
    [&notification.main.texts, &notification.reminder.texts]
        .into_iter()
        .flat_map(|texts| [&texts.email_subject, &texts.email_body, &texts.sms_body])
        .flatten()
        .any(|text| text.to_ascii_lowercase().contains(NAME_KEYWORD))
}
