//! Resources of the resource registry, as far as the rules need them.

use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::party::OrganisationNumber;
use crate::text::utf16_length;

/// Scheme of a resource id as a URN, with the colon that ends it.
pub const RESOURCE_URN_PREFIX: &str = "urn:altinn:resource:";

/// A resource's identity without URN scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResourceId(String);

impl ResourceId {
    /// Longest accepted text, scheme included, in UTF-16 units (http-api §6.6).
    pub const MAX_LENGTH: usize = 255;

    /// Reads an id with or without its scheme (http-api §6.6, oddity 10).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let id = text.strip_prefix(RESOURCE_URN_PREFIX).unwrap_or(text);
        let well_formed = !id.trim().is_empty() && !id.contains(':') && utf16_length(text) <= Self::MAX_LENGTH;
        well_formed.then(|| Self(id.to_owned()))
    }

    /// An id read back from where this program stored it.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The id without scheme.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id as a URN.
    #[must_use]
    pub fn urn(&self) -> String {
        format!("{RESOURCE_URN_PREFIX}{}", self.0)
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What kind of service a resource is (integrations §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// Letters may be sent under it.
    CorrespondenceService,
    /// Shared attachments may be stored under it.
    GenericAccessResource,
    /// An app: letters only as transmissions into its dialogs.
    AltinnApp,
    /// Any other kind, as the registry names it.
    Other(String),
}

impl ResourceType {
    /// Reads the registry's name of the kind.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "CorrespondenceService" => Self::CorrespondenceService,
            "GenericAccessResource" => Self::GenericAccessResource,
            "AltinnApp" => Self::AltinnApp,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A resource as the registry describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its id.
    pub id: ResourceId,
    /// Its kind.
    pub kind: ResourceType,
    /// The service owner's organisation number as the registry has it; blank for a resource without owner.
    pub owner: String,
    /// The service owner's short code.
    pub owner_code: String,
    /// The service owner's name by language.
    pub owner_name: IndexMap<String, String>,
    /// The resource's title by language.
    pub title: IndexMap<String, String>,
}

impl Resource {
    /// The owner's number, when the registry has one.
    #[must_use]
    pub fn owner_number(&self) -> Option<OrganisationNumber> {
        OrganisationNumber::parse(self.owner.trim())
    }
}

/// Whether letters under a resource are confidential (lifecycle §4.2, notes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidentiality {
    /// The flag must not be set.
    NotConfidential,
    /// The flag must be set.
    Confidential,
    /// Delegated explicitly: the flag may have either value.
    ExplicitlyDelegated,
}
