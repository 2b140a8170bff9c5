//! A seed: more organisations, persons, resources, clients and delegations than the built-in ones, from a JSON or TOML file.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use uuid::Uuid;

/// What a seed adds or overrides. Unknown members are errors, so that a misspelt one does not vanish.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Seed {
    /// Organisations that differ from what is invented about them.
    pub organisations: Vec<SeedOrganisation>,
    /// Persons and e-mail users that differ from what is invented about them.
    pub persons: Vec<SeedPerson>,
    /// Resources beside the built-in ones; one with the same id replaces it.
    pub resources: Vec<SeedResource>,
    /// Which organisation a Maskinporten client belongs to.
    pub clients: Vec<SeedClient>,
    /// Who may act for whom.
    pub delegations: Vec<SeedDelegation>,
    /// Organisation numbers by the id of their system user.
    pub system_users: BTreeMap<Uuid, String>,
}

/// An organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedOrganisation {
    /// Nine digits with a valid check digit.
    pub number: String,
    /// Its name.
    pub name: Option<String>,
    /// Its party id in Register.
    pub party_id: Option<i64>,
    /// Its party uuid in Register.
    pub party_uuid: Option<Uuid>,
    /// Person number of whoever holds its roles.
    pub leader: Option<String>,
    /// Roles that are held, such as `daglig-leder`; an empty list means that nobody holds one.
    pub roles: Option<Vec<String>>,
    /// The organisation it is a sub-unit of.
    pub main_unit: Option<String>,
    /// Register does not know it.
    pub unknown: bool,
}

/// A person, or an e-mail user.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedPerson {
    /// Person number, or e-mail address.
    pub number: String,
    /// The name.
    pub name: Option<String>,
    /// Party id in Register.
    pub party_id: Option<i64>,
    /// Party uuid in Register.
    pub party_uuid: Option<Uuid>,
    /// User id in Register.
    pub user_id: Option<i64>,
    /// Reserved against digital letters.
    pub reserved: bool,
    /// Register does not know the person.
    pub unknown: bool,
}

/// A resource of the registry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedResource {
    /// Its id without scheme.
    pub id: String,
    /// The registry's kind; `CorrespondenceService` when absent.
    pub kind: Option<String>,
    /// Organisation number of the owner; that of the built-in resources when absent.
    pub owner: Option<String>,
    /// Short code of the owner.
    pub owner_code: Option<String>,
    /// Name of the owner, the same in every language.
    pub owner_name: Option<String>,
    /// Title, the same in every language.
    pub title: Option<String>,
    /// Minimum authentication level that its policy asks for; 0 when absent.
    pub minimum_level: Option<i64>,
    /// `required` or `explicit`: carries the access package of confidential letters.
    pub confidential: Option<SeedConfidentiality>,
    /// Nobody has given it a policy yet.
    pub without_policy: bool,
}

/// How a resource's letters are confidential (integrations §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SeedConfidentiality {
    /// Every letter is confidential.
    Required,
    /// Letters may be.
    Explicit,
}

/// A client of Maskinporten.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedClient {
    /// Its id.
    pub client_id: String,
    /// The organisation that it gets tokens for.
    pub organisation: String,
}

/// A right to act for another party.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct SeedDelegation {
    /// Who gave the right: organisation or person number, or URN.
    pub from: String,
    /// Who has it: organisation or person number, or URN.
    pub to: String,
    /// The resource that it is about; every resource when absent.
    pub resource: Option<String>,
    /// Actions; `read` when empty.
    pub actions: Vec<String>,
}

/// Why a seed cannot be used.
#[derive(Debug)]
pub enum SeedError {
    /// The file cannot be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no seed.
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        why: String,
    },
    /// A number whose check digits are wrong, or a text that names nobody.
    InvalidNumber {
        /// The text.
        number: String,
    },
    /// A resource id that is empty or has a colon.
    InvalidResource {
        /// The text.
        id: String,
    },
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => write!(f, "seed {} cannot be read: {source}", path.display()),
            Self::Malformed { path, why } => write!(f, "seed {} is malformed: {why}", path.display()),
            Self::InvalidNumber { number } => write!(f, "the seed names {number:?}, which no party can have"),
            Self::InvalidResource { id } => write!(f, "the seed names a resource {id:?}, which is no resource id"),
        }
    }
}

impl std::error::Error for SeedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl Seed {
    /// Reads a seed file: TOML when its name ends with `.toml`, else JSON.
    ///
    /// # Errors
    /// [`SeedError::Unreadable`] and [`SeedError::Malformed`].
    pub fn read(path: &Path) -> Result<Self, SeedError> {
        let text = fs::read_to_string(path).map_err(|source| SeedError::Unreadable { path: path.to_owned(), source })?;
        let malformed = |why: String| SeedError::Malformed { path: path.to_owned(), why };
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            toml::from_str(&text).map_err(|error| malformed(error.to_string()))
        } else {
            serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))
        }
    }
}
