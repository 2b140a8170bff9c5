//! The resource registry: what letters and attachments may be sent under, and on what terms (integrations §7). Resources are
//! remembered for ten minutes; rights and policies never.

mod policy;
mod resource;
mod rights;

use std::collections::HashMap;
use std::sync::Arc;

use correspondence_domain::resource::{Confidentiality, Resource, ResourceId};
use correspondence_domain::time::SharedClock;
use jiff::SignedDuration;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::RemoteError;
use crate::http::{Call, Remote};
use crate::lookups::Lookups;

const REMEMBERED_FOR: SignedDuration = SignedDuration::from_mins(10);
const REMEMBERED: u64 = 10_000;

/// What an id may hold and still be written as it is in a path.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The client.
#[derive(Clone, Debug)]
pub struct ResourceRegistry {
    remote: Remote,
    resources: Lookups<ResourceId, Resource>,
}

impl ResourceRegistry {
    pub(crate) fn new(remote: Remote, clock: &SharedClock) -> Self {
        let resources = Lookups::new(remote.name(), REMEMBERED, REMEMBERED_FOR, clock);
        Self { remote, resources }
    }

    /// The resource; none when the registry has none of this id.
    ///
    /// # Errors
    /// [`RemoteError`] when the registry gave no usable answer, a resource without a required member included.
    pub async fn resource(&self, id: &ResourceId) -> Result<Option<Arc<Resource>>, RemoteError> {
        if let Some(resource) = self.resources.remembered(id) {
            return Ok(Some(resource));
        }
        let remote = self.remote.clone();
        let ask = move |ids: Vec<ResourceId>| {
            let remote = remote.clone();
            async move {
                let mut found = HashMap::new();
                for id in ids {
                    if let Some(resource) = resource::ask(&remote, &id).await? {
                        found.insert(id, resource);
                    }
                }
                Ok(found)
            }
        };
        Ok(self.resources.get(std::slice::from_ref(id), 1, ask).await?.remove(id))
    }

    /// Whether letters under the resource are confidential. A resource without rights is not (integrations §20 row 18).
    ///
    /// # Errors
    /// [`RemoteError`] when the registry gave no usable answer.
    pub async fn confidentiality(&self, id: &ResourceId) -> Result<Confidentiality, RemoteError> {
        let Some(path) = path(id, "/policy/rights") else { return Ok(Confidentiality::NotConfidential) };
        let answer = self.remote.send(Call::get(path)).await?;
        match answer.status {
            200 => rights::confidentiality(&answer),
            204 | 404 => Ok(Confidentiality::NotConfidential),
            _ => Err(answer.refusal()),
        }
    }

    /// The lowest authentication level that the resource's policy demands.
    ///
    /// # Errors
    /// [`RemoteError`] when there is no policy, it demands no level, or it is unreadable (auth §9).
    pub async fn minimum_level(&self, id: &ResourceId) -> Result<u32, RemoteError> {
        let path = path(id, "/policy").ok_or_else(|| self.remote.cannot_ask("the resource id is none"))?;
        let answer = self.remote.send(Call::get(path)).await?;
        if answer.status != 200 {
            return Err(answer.refusal());
        }
        policy::minimum_level(&answer.body).ok_or_else(|| answer.unreadable("a policy without an authentication level"))
    }
}

/// The path of what the registry keeps of a resource; none for ids that a path would read as a step.
fn path(id: &ResourceId, of: &str) -> Option<String> {
    let id = id.as_str();
    (!matches!(id, "." | "..")).then(|| format!("resourceregistry/api/v1/resource/{}{of}", utf8_percent_encode(id, ESCAPED)))
}
