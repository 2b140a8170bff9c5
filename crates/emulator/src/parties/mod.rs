//! Who exists: every organisation and person number that could exist, e-mail and self-identified users, and what is invented about them.

mod codec;
pub(crate) mod directory;
pub(crate) mod magic;
mod names;
pub(crate) mod numbers;

pub(crate) use directory::Directory;
use uuid::Uuid;

/// Scheme of an organisation's URN.
pub(crate) const ORGANISATION: &str = "urn:altinn:organization:identifier-no";
/// Scheme of a person's URN.
pub(crate) const PERSON: &str = "urn:altinn:person:identifier-no";
/// Scheme of an e-mail user's URN.
pub(crate) const EMAIL: &str = "urn:altinn:person:idporten-email";
/// Scheme of the old self-identified users' URNs.
pub(crate) const SELF_IDENTIFIED: &str = "urn:altinn:person:legacy-selfidentified";

/// Who a party is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// Nine digits with a valid check digit.
    Organisation(String),
    /// Eleven digits with valid control digits.
    Person(String),
    /// An e-mail address in lower case.
    Email(String),
    /// A user name in lower case.
    SelfIdentified(String),
}

impl Identity {
    /// The identity that a URN names; none when nobody can have that URN. Values of users may be percent-encoded (integrations §4.1).
    pub(crate) fn of_urn(urn: &str) -> Option<Self> {
        let (scheme, value) = urn.rsplit_once(':')?;
        let decoded = || percent_encoding::percent_decode_str(value).decode_utf8().ok().map(|text| text.to_lowercase());
        match scheme {
            ORGANISATION => Self::organisation(value),
            PERSON => Self::person(value),
            EMAIL => decoded().filter(|text| is_address(text)).map(Self::Email),
            SELF_IDENTIFIED => decoded().filter(|text| !text.trim().is_empty()).map(Self::SelfIdentified),
            _ => None,
        }
    }

    pub(crate) fn organisation(number: &str) -> Option<Self> {
        numbers::is_organisation(number).then(|| Self::Organisation(number.to_owned()))
    }

    pub(crate) fn person(number: &str) -> Option<Self> {
        numbers::is_person(number).then(|| Self::Person(number.to_owned()))
    }

    pub(crate) fn email(address: &str) -> Option<Self> {
        is_address(address).then(|| Self::Email(address.to_lowercase()))
    }

    /// The URN without any encoding.
    pub(crate) fn urn(&self) -> String {
        let (scheme, value) = self.parts();
        format!("{scheme}:{value}")
    }

    /// The URN as Register and Dialogporten write it: values of users are percent-encoded.
    pub(crate) fn external_urn(&self) -> String {
        let (scheme, value) = self.parts();
        match self {
            Self::Organisation(_) | Self::Person(_) => format!("{scheme}:{value}"),
            Self::Email(_) | Self::SelfIdentified(_) => format!("{scheme}:{}", percent_encoding::utf8_percent_encode(value, UNRESERVED)),
        }
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Organisation(value) => (ORGANISATION, value),
            Self::Person(value) => (PERSON, value),
            Self::Email(value) => (EMAIL, value),
            Self::SelfIdentified(value) => (SELF_IDENTIFIED, value),
        }
    }
}

/// Everything but letters, digits and `-._~`.
const UNRESERVED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn is_address(text: &str) -> bool {
    !text.contains([':', ' '])
        && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

/// What Register knows about one party.
#[derive(Clone, Debug)]
#[expect(clippy::struct_field_names, reason = "Altinn's own word for the number")]
pub(crate) struct Party {
    pub identity: Identity,
    pub party_id: i64,
    pub uuid: Uuid,
    /// Persons and users have one.
    pub user_id: Option<i64>,
    /// Missing for the nameless magic party.
    pub name: Option<String>,
}

impl Party {
    /// Register's word for the kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self.identity {
            Identity::Organisation(_) => "organization",
            Identity::Person(_) => "person",
            Identity::Email(_) | Identity::SelfIdentified(_) => "self-identified-user",
        }
    }

    pub(crate) fn organisation_number(&self) -> Option<&str> {
        match &self.identity {
            Identity::Organisation(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn person_number(&self) -> Option<&str> {
        match &self.identity {
            Identity::Person(number) => Some(number),
            _ => None,
        }
    }

    /// The e-mail address of an e-mail user.
    pub(crate) fn address(&self) -> Option<&str> {
        match &self.identity {
            Identity::Email(address) => Some(address),
            _ => None,
        }
    }

    /// What the party logs in with; organisations have none.
    pub(crate) fn user_name(&self) -> Option<&str> {
        match &self.identity {
            Identity::Organisation(_) => None,
            Identity::Person(value) | Identity::Email(value) | Identity::SelfIdentified(value) => Some(value),
        }
    }
}
