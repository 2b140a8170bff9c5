//! The recipients of a request: which forms are accepted, and the one form they are stored in.

use super::numbers::{is_organisation_number, is_person_number};
use super::urn::{PartyKind, PartyUrn, bare, is_plain_address};

/// Why an entry of the recipient list is refused (http-api §6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRecipient {
    /// Null, empty or blank.
    Blank,
    /// None of the accepted forms.
    Form,
}

/// Checks one entry and gives its normal form: lower case, with the URN scheme of its kind (http-api §6.2 and "Recipient
/// normalisation").
///
/// # Errors
/// [`BadRecipient`] when the entry has none of the accepted forms.
pub fn normalise_recipient(text: &str) -> Result<PartyUrn, BadRecipient> {
    if text.trim().is_empty() {
        return Err(BadRecipient::Blank);
    }
    if !is_accepted(text) {
        return Err(BadRecipient::Form);
    }
    let lower = text.to_lowercase();
    if lower.starts_with(PartyKind::SelfIdentified.prefix()) {
        return Ok(PartyUrn::stored(lower));
    }
    PartyUrn::of(bare(&lower)).map_err(|_| BadRecipient::Form)
}

/// The schemes are case-sensitive and the digits ASCII (http-api oddity 19).
fn is_accepted(text: &str) -> bool {
    let after = |kind: PartyKind| text.strip_prefix(kind.prefix()).and_then(|rest| rest.strip_prefix(':'));
    if let Some(number) = text.strip_prefix("0192:").or_else(|| after(PartyKind::Organisation)) {
        return is_organisation_number(number);
    }
    if let Some(address) = after(PartyKind::Email) {
        return is_plain_address(address);
    }
    if let Some(name) = after(PartyKind::SelfIdentified) {
        return !name.is_empty() && !name.contains(':');
    }
    is_person_number(after(PartyKind::Person).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accepted_form_has_one_normal_form() {
        for (given, normal) in [
            ("0192:991825827", "urn:altinn:organization:identifier-no:991825827"),
            ("urn:altinn:organization:identifier-no:991825827", "urn:altinn:organization:identifier-no:991825827"),
            ("15838510075", "urn:altinn:person:identifier-no:15838510075"),
            ("urn:altinn:person:identifier-no:15838510075", "urn:altinn:person:identifier-no:15838510075"),
            ("urn:altinn:person:idporten-email:Kari@Example.org", "urn:altinn:person:idporten-email:kari@example.org"),
            ("urn:altinn:person:legacy-selfidentified:OlaN", "urn:altinn:person:legacy-selfidentified:olan"),
        ] {
            assert_eq!(normalise_recipient(given).map(|u| u.to_string()), Ok(normal.to_owned()), "{given}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for bad in [
            "991825827",
            "0192:99182582",
            "0192:991825827\n",
            "0192:٩٩١٨٢٥٨٢٧",
            "URN:ALTINN:ORGANIZATION:IDENTIFIER-NO:991825827",
            "urn:altinn:party:uuid:36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf",
            "15838510076",
            "kari@example.org",
            "urn:altinn:person:idporten-email:@example.org",
            "urn:altinn:person:idporten-email:a@b@c",
            "urn:altinn:person:legacy-selfidentified:",
            "urn:altinn:person:legacy-selfidentified:a:b",
        ] {
            assert_eq!(normalise_recipient(bad), Err(BadRecipient::Form), "{bad}");
        }
        assert_eq!(normalise_recipient(" \t"), Err(BadRecipient::Blank));
    }
}
