//! Altinn Events: tells the world (integrations §3). An event that was not taken is an error, so that its job tries again.

use correspondence_domain::event::{EVENT_TYPE_PREFIX, alternative_subject};
use correspondence_domain::identifiers::EventId;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::error::RemoteError;
use crate::http::{Call, Remote};

/// Without a charset: the remote takes nothing else.
const CLOUD_EVENT: &str = "application/cloudevents+json";

/// A cloud event as it goes over the wire: every member lower-case, nulls written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CloudEvent {
    specversion: &'static str,
    id: EventId,
    #[serde(rename = "type")]
    kind: String,
    time: Timestamp,
    resource: String,
    resourceinstance: String,
    subject: Option<String>,
    alternativesubject: Option<String>,
    source: String,
    data: Option<()>,
}

impl CloudEvent {
    /// An event `name` (without prefix) about `item` under `resource`, told to `party`. `source` is the address of the collection that
    /// the item belongs to, for example `<public url>/correspondence/api/v1/correspondence`, without the item's id.
    #[must_use]
    pub fn new(
        id: EventId,
        name: &str,
        time: Timestamp,
        resource: &ResourceId,
        item: Uuid,
        party: Option<&PartyUrn>,
        source: String,
    ) -> Self {
        Self {
            specversion: "1.0",
            id,
            kind: format!("{EVENT_TYPE_PREFIX}{name}"),
            time,
            resource: resource.urn(),
            resourceinstance: item.hyphenated().to_string(),
            subject: party.map(PartyUrn::to_string),
            alternativesubject: party.and_then(alternative_subject),
            source,
            data: None,
        }
    }
}

/// The client.
#[derive(Clone, Debug)]
pub struct Events {
    remote: Remote,
}

impl Events {
    pub(crate) fn new(remote: Remote) -> Self {
        Self { remote }
    }

    /// Publishes an event.
    ///
    /// # Errors
    /// [`RemoteError`] for every status that is no success (integrations §20 row 4).
    pub async fn publish(&self, event: &CloudEvent) -> Result<(), RemoteError> {
        self.remote.send(Call::post("events/api/v1/events").json_as(CLOUD_EVENT, event)).await?.success().map(drop)
    }
}
