//! The policy decision point: may this caller do that (auth §7). Every question is asked anew, the answer counts both ways, and what
//! cannot be asked or read is an error, never a yes. The service-owner rule (auth §7.3) is not known here.

mod answer;
mod attribute;
mod party;
mod request;
mod subject;

use correspondence_domain::claims::{Claims, TokenKind};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::ResourceId;
use uuid::Uuid;

use crate::error::RemoteError;
use crate::http::{Call, Remote};
use crate::register::Register;

/// What somebody wants to do with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See it as a recipient does.
    Read,
    /// Send under it.
    Write,
}

impl Action {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// May the caller do one of the actions on the resource for the party?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The resource.
    pub resource: &'a ResourceId,
    /// For whom.
    pub party: &'a PartyUrn,
    /// About which correspondence, or which attachment, which goes under the same prefix (auth §7.4).
    pub instance: Option<Uuid>,
    /// What; several are alternatives (auth §7.5).
    pub actions: &'a [Action],
}

/// The client.
#[derive(Clone, Debug)]
pub struct DecisionPoint {
    remote: Remote,
    register: Register,
}

impl DecisionPoint {
    pub(crate) fn new(remote: Remote, register: Register) -> Self {
        Self { remote, register }
    }

    /// The decision point's answer, with the demands it makes on the caller's authentication level.
    ///
    /// # Errors
    /// [`RemoteError`] when the decision point or Register gave no usable answer, or the question cannot be put: a party that Register
    /// knows without party id or not at all and that has no other identity the decision point takes, a dialog token without actions.
    pub async fn decide(&self, caller: &Claims, question: &Question<'_>) -> Result<bool, RemoteError> {
        let party = party::resolve(&self.remote, &self.register, question.party).await?;
        let is_dialog = caller.kind == TokenKind::Dialogporten;
        let subject = if is_dialog { subject::of_dialog_token(&self.register, caller).await? } else { subject::of_altinn_token(caller) };
        let body =
            request::build(caller, question, party, subject).ok_or_else(|| self.remote.cannot_ask("the dialog token names no actions"))?;
        let answer = self.remote.send(Call::post("authorization/api/v1/authorize").json(&body)).await?.success()?;
        let results = answer::read(&answer)?;
        Ok(if is_dialog { answer::permits_dialog_token(&results, caller) } else { answer::permits_altinn_token(&results, caller) })
    }
}
