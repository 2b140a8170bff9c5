//! The URN of a party.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::numbers::{OrganisationNumber, PersonNumber, is_organisation_number, is_person_number};

/// The schemes under which Altinn names parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartyKind {
    /// Nine-digit organisation number.
    Organisation,
    /// Eleven-digit person number.
    Person,
    /// A user known to ID-porten by e-mail address.
    Email,
    /// A user of the old self-identified kind, known by user name.
    SelfIdentified,
    /// Numeric party id of Register.
    PartyId,
    /// Party uuid of Register.
    PartyUuid,
}

impl PartyKind {
    const ALL: [Self; 6] = [Self::Organisation, Self::Person, Self::Email, Self::SelfIdentified, Self::PartyId, Self::PartyUuid];

    /// The scheme without the colon that ends it.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Organisation => "urn:altinn:organization:identifier-no",
            Self::Person => "urn:altinn:person:identifier-no",
            Self::Email => "urn:altinn:person:idporten-email",
            Self::SelfIdentified => "urn:altinn:person:legacy-selfidentified",
            Self::PartyId => "urn:altinn:partyid",
            Self::PartyUuid => "urn:altinn:party:uuid",
        }
    }
}

/// A party as a URN with one of the known schemes. It may hold a person number, so `Debug` hides the value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PartyUrn(String);

/// A text that names no party in any known form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownParty;

impl fmt::Display for UnknownParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an organisation number, person number, e-mail address or party URN")
    }
}

impl std::error::Error for UnknownParty {}

impl PartyUrn {
    /// `kind` and `value` joined.
    #[must_use]
    pub fn new(kind: PartyKind, value: &str) -> Self {
        Self(format!("{}:{value}", kind.prefix()))
    }

    /// Gives a bare identifier the scheme of its kind (auth §8 "To-URN rule"; `0192:` is cut off, auth oddity 21).
    ///
    /// # Errors
    /// [`UnknownParty`] when the text is none of the known forms; also for an empty text.
    pub fn of(text: &str) -> Result<Self, UnknownParty> {
        if PartyKind::ALL.iter().any(|kind| text.starts_with(kind.prefix())) {
            return Ok(Self(text.to_owned()));
        }
        let number = text.strip_prefix("0192:").unwrap_or(text);
        if is_organisation_number(number) {
            return Ok(Self::new(PartyKind::Organisation, number));
        }
        if is_person_number(text) {
            return Ok(Self::new(PartyKind::Person, text));
        }
        if matches!(text.len(), 8 | 10) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self::new(PartyKind::PartyId, text));
        }
        if is_plain_address(text) {
            return Ok(Self::new(PartyKind::Email, text));
        }
        if uuid::Uuid::try_parse(text).is_ok() {
            return Ok(Self::new(PartyKind::PartyUuid, text));
        }
        Err(UnknownParty)
    }

    /// A URN read back from where this program stored it.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The URN of an organisation.
    #[must_use]
    pub fn organisation(number: &OrganisationNumber) -> Self {
        Self::new(PartyKind::Organisation, number.as_str())
    }

    /// The URN of a person.
    #[must_use]
    pub fn person(number: &PersonNumber) -> Self {
        Self::new(PartyKind::Person, number.as_str())
    }

    /// The whole URN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scheme; none only for URNs stored by older versions with a scheme that is not known here.
    #[must_use]
    pub fn kind(&self) -> Option<PartyKind> {
        PartyKind::ALL.into_iter().find(|kind| self.0.strip_prefix(kind.prefix()).is_some_and(|rest| rest.starts_with(':')))
    }

    /// The text after the last colon.
    #[must_use]
    pub fn value(&self) -> &str {
        bare(&self.0)
    }

    /// The organisation number, when this is an organisation.
    #[must_use]
    pub fn as_organisation(&self) -> Option<OrganisationNumber> {
        (self.kind() == Some(PartyKind::Organisation)).then(|| OrganisationNumber::parse(self.value())).flatten()
    }

    /// The person number, when this is a person with valid control digits.
    #[must_use]
    pub fn as_person(&self) -> Option<PersonNumber> {
        (self.kind() == Some(PartyKind::Person)).then(|| PersonNumber::parse(self.value())).flatten()
    }
}

impl fmt::Display for PartyUrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PartyUrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Some(PartyKind::Organisation | PartyKind::PartyId | PartyKind::PartyUuid) => f.write_str(&self.0),
            Some(kind) => write!(f, "{}:…", kind.prefix()),
            None => f.write_str("PartyUrn(…)"),
        }
    }
}

/// The text after the last colon: an identifier without its scheme (integrations §1.5).
#[must_use]
pub fn bare(text: &str) -> &str {
    text.rsplit(':').next().unwrap_or(text)
}

/// One `@` that is neither first nor last, and no colon (http-api §6.4).
pub(super) fn is_plain_address(text: &str) -> bool {
    !text.contains(':') && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_identifiers_get_the_scheme_of_their_kind() {
        for (given, urn) in [
            ("991825827", "urn:altinn:organization:identifier-no:991825827"),
            ("0192:991825827", "urn:altinn:organization:identifier-no:991825827"),
            ("15838510075", "urn:altinn:person:identifier-no:15838510075"),
            ("50952483", "urn:altinn:partyid:50952483"),
            ("kari@example.no", "urn:altinn:person:idporten-email:kari@example.no"),
            ("36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf", "urn:altinn:party:uuid:36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf"),
            ("urn:altinn:partyid:50952483", "urn:altinn:partyid:50952483"),
        ] {
            assert_eq!(PartyUrn::of(given).map(|u| u.0), Ok(urn.to_owned()), "{given}");
        }
        for unknown in ["", "kari", "15838510076", "urn:altinn:user:1", "a@b@c"] {
            assert_eq!(PartyUrn::of(unknown), Err(UnknownParty), "{unknown}");
        }
    }

    #[test]
    fn debug_output_names_no_person() {
        let shown = format!("{:?}", PartyUrn::of("15838510075").unwrap());
        assert_eq!(shown, "urn:altinn:person:identifier-no:…");
    }
}
