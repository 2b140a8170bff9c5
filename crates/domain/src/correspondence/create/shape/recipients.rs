//! Shape of the recipient list (http-api §6.2).

use crate::error::Validation;
use crate::party::{BadRecipient, normalise_recipient};

/// Most recipients of one request.
const MOST: usize = 500;
const KEY: &str = "Recipients";

/// Only the first bad entry is named.
pub(super) fn validate(recipients: Option<&[Option<String>]>, findings: &mut Validation) {
    let Some(recipients) = recipients else {
        return findings.add(KEY, "recipients is required.");
    };
    if recipients.is_empty() || recipients.len() > MOST {
        findings.add(KEY, format!("recipients has {} entries; 1 to {MOST} are allowed.", recipients.len()));
    }
    for (index, recipient) in recipients.iter().enumerate() {
        if let Some(problem) = problem_of(recipient.as_deref()) {
            return findings.add(KEY, format!("recipients[{index}] {problem}"));
        }
    }
}

fn problem_of(recipient: Option<&str>) -> Option<&'static str> {
    let text = recipient.unwrap_or_default();
    if text.contains('\0') {
        return Some("contains the character U+0000, which cannot be stored.");
    }
    match normalise_recipient(text) {
        Ok(_) => None,
        Err(BadRecipient::Blank) => Some("must not be null or blank."),
        Err(BadRecipient::Form) => Some(
            "must be an organisation (0192: or urn:altinn:organization:identifier-no: and 9 digits), a person (11 digits with valid \
             control digits, with or without urn:altinn:person:identifier-no:), urn:altinn:person:idporten-email: and an e-mail \
             address, or urn:altinn:person:legacy-selfidentified: and a user name.",
        ),
    }
}
