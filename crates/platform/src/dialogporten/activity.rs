//! A line in a dialog's history (integrations §10.5).

use correspondence_domain::identifiers::{ActivityId, TransmissionId};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::new_dialog::Localized;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the remote's own, integrations §10.5")]
pub enum ActivityType {
    CorrespondenceOpened,
    CorrespondenceConfirmed,
    TransmissionOpened,
    DialogDeleted,
    Information,
}

/// Who did it. A party id or uuid never leaves us as an actor (decision 16), so callers resolve those first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The service owner.
    ServiceOwner,
    /// A party, by a URN that the remote knows.
    Party(PartyUrn),
    /// A party, by a word such as its role.
    Named(String),
}

impl Serialize for Actor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, name, id) = match self {
            Self::ServiceOwner => ("ServiceOwner", None, None),
            Self::Party(urn) => ("PartyRepresentative", None, Some(urn)),
            Self::Named(name) => ("PartyRepresentative", Some(name), None),
        };
        let mut actor = serializer.serialize_struct("Actor", 3)?;
        actor.serialize_field("actorType", kind)?;
        actor.serialize_field("actorName", &name)?;
        actor.serialize_field("actorId", &id)?;
        actor.end()
    }
}

/// An activity to be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewActivity {
    id: ActivityId,
    created_at: Timestamp,
    extended_type: Option<()>,
    #[serde(rename = "type")]
    kind: ActivityType,
    related_activity_id: Option<()>,
    transmission_id: Option<TransmissionId>,
    performed_by: Actor,
    description: Vec<Localized>,
}

impl NewActivity {
    /// An activity that speaks for itself. `created_at` must not lie more than 15 s ahead.
    #[must_use]
    pub fn new(id: ActivityId, kind: ActivityType, created_at: Timestamp, performed_by: Actor) -> Self {
        Self {
            id,
            created_at,
            extended_type: None,
            kind,
            related_activity_id: None,
            transmission_id: None,
            performed_by,
            description: Vec::new(),
        }
    }

    /// An activity of type Information, which is nothing but its text.
    #[must_use]
    pub fn information(id: ActivityId, created_at: Timestamp, performed_by: Actor, description: Vec<Localized>) -> Self {
        Self { description, ..Self::new(id, ActivityType::Information, created_at, performed_by) }
    }

    /// The opening of a transmission.
    #[must_use]
    pub fn transmission_opened(id: ActivityId, transmission: TransmissionId, created_at: Timestamp, performed_by: Actor) -> Self {
        Self { transmission_id: Some(transmission), ..Self::new(id, ActivityType::TransmissionOpened, created_at, performed_by) }
    }
}
