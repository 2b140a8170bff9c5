//! Altinn Register: who exists, under which identities, in which roles (integrations §4). Parties are remembered for a day; that a
//! party does not exist is never remembered.

mod party;
mod query;

use std::collections::HashMap;
use std::sync::Arc;

use correspondence_domain::identifiers::PartyUuid;
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::time::SharedClock;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::error::RemoteError;
use crate::http::{Call, Remote};
use crate::json;
use crate::lookups::Lookups;

pub use party::{Party, PartyType};

/// Most parties of one question (integrations §4.1).
pub(crate) const BATCH: usize = 100;
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Some 50 MB when full; the oldest and least asked for go first.
const REMEMBERED: u64 = 100_000;

/// The client.
#[derive(Clone, Debug)]
pub struct Register {
    remote: Remote,
    parties: Lookups<PartyUrn, Party>,
}

impl Register {
    pub(crate) fn new(remote: Remote, clock: &SharedClock) -> Self {
        let parties = Lookups::new(remote.name(), REMEMBERED, REMEMBERED_FOR, clock);
        Self { remote, parties }
    }

    /// The party behind `urn`; none when Register knows no such party, or none can exist.
    ///
    /// # Errors
    /// [`RemoteError`] when Register gave no usable answer.
    pub async fn party(&self, urn: &PartyUrn) -> Result<Option<Arc<Party>>, RemoteError> {
        if let Some(party) = self.parties.remembered(urn) {
            return Ok(Some(party));
        }
        Ok(self.parties(std::slice::from_ref(urn)).await?.remove(urn))
    }

    /// The parties behind `urns`, by the URN that was asked for; those that Register does not know are left out. What is not
    /// remembered is asked for in questions of at most a hundred, each party once, also for callers at the same time.
    ///
    /// # Errors
    /// [`RemoteError`] when Register gave no usable answer to one of the questions.
    pub async fn parties(&self, urns: &[PartyUrn]) -> Result<HashMap<PartyUrn, Arc<Party>>, RemoteError> {
        let remote = self.remote.clone();
        self.parties.get(urns, BATCH, move |urns| query::ask(remote.clone(), urns)).await
    }

    /// The identifiers of the roles in which somebody may receive confidential mail for the party (integrations §4.2).
    ///
    /// # Errors
    /// [`RemoteError`] when Register gave no usable answer.
    pub async fn correspondence_roles(&self, party: PartyUuid) -> Result<Vec<String>, RemoteError> {
        let call = Call::get(format!("register/api/v1/correspondence/parties/{party}/roles/correspondence-roles"));
        let answer = self.remote.send(call).await?.success()?;
        let body = answer.json()?;
        let rows = json::member(&body, "data").and_then(Value::as_array).ok_or_else(|| answer.unreadable("no data"))?;
        Ok(rows.iter().filter_map(|row| json::text(json::member(row, "role")?, "identifier").map(str::to_owned)).collect())
    }

    /// The main units of an organisation; empty when it is one itself (integrations §4.3).
    ///
    /// # Errors
    /// [`RemoteError`] when Register gave no usable answer.
    pub async fn main_units(&self, organisation: &OrganisationNumber) -> Result<Vec<PartyUuid>, RemoteError> {
        let body = json!({ "data": PartyUrn::organisation(organisation) });
        let answer = self.remote.send(Call::post("register/api/v1/correspondence/parties/main-units").json(&body)).await?.success()?;
        let body = answer.json()?;
        let rows = json::member(&body, "data").and_then(Value::as_array).ok_or_else(|| answer.unreadable("no data"))?;
        rows.iter()
            .map(|row| {
                json::text(row, "partyUuid")
                    .and_then(|id| id.parse().ok())
                    .ok_or_else(|| answer.unreadable("a main unit without partyUuid"))
            })
            .collect()
    }
}
