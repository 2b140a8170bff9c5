//! The query parameter that names the party a search is made for (http-api §6.12).

use correspondence_domain::party::{OrganisationNumber, PartyKind, PartyUrn, PersonNumber};

use crate::extract::Query;

/// The party, when one is named; blank is as none (decision 27).
pub(super) fn acting_party(query: &mut Query) -> Option<PartyUrn> {
    let message = "An organisation (0192:… or urn:altinn:organization:identifier-no:…) or a person is expected.";
    query.parsed("onBehalfOf", message, |text| if text.trim().is_empty() { Some(None) } else { party(text).map(Some) }).flatten()
}

fn party(text: &str) -> Option<PartyUrn> {
    let after = |kind: PartyKind| text.strip_prefix(kind.prefix()).and_then(|rest| rest.strip_prefix(':'));
    if let Some(number) = text.strip_prefix("0192:").or_else(|| after(PartyKind::Organisation)) {
        return OrganisationNumber::parse(number).map(|number| PartyUrn::organisation(&number));
    }
    PersonNumber::parse(after(PartyKind::Person).unwrap_or(text)).map(|number| PartyUrn::person(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations_and_persons_can_be_named() {
        for (text, urn) in [
            ("0192:991825827", Some("urn:altinn:organization:identifier-no:991825827")),
            ("urn:altinn:organization:identifier-no:991825827", Some("urn:altinn:organization:identifier-no:991825827")),
            ("15838510075", Some("urn:altinn:person:identifier-no:15838510075")),
            ("urn:altinn:person:identifier-no:15838510075", Some("urn:altinn:person:identifier-no:15838510075")),
            ("991825827", None),
            ("15838510076", None),
            ("urn:altinn:partyid:50952483", None),
        ] {
            assert_eq!(party(text).as_ref().map(PartyUrn::as_str), urn, "{text}");
        }
    }
}
