//! The checks of a create request that ask a remote. All of them run before the transaction (design §3.2).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use correspondence_domain::correspondence::create::rules::Checked;
use correspondence_domain::error::{ErrorNumber, Refusal};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::{Confidentiality, Resource, ResourceType};
use correspondence_platform::{Party, RemoteError};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{App, AppError};

/// How many organisations are asked about at the same time.
const ROLE_LOOK_UPS_AT_ONCE: usize = 8;

/// Roles whose holders may receive confidential mail for an organisation (lifecycle §4.2, notes).
const CONFIDENTIAL_ROLES: [&str; 7] =
    ["bestyrende-reder", "daglig-leder", "deltaker-delt-ansvar", "deltaker-fullt-ansvar", "innehaver", "styreleder", "komplementar"];

/// The flag must fit the resource; apps are not asked (rows 9, 10).
pub(super) async fn check_confidentiality(app: &App, resource: &Resource, request: &Checked) -> Result<(), AppError> {
    if resource.kind == ResourceType::AltinnApp {
        return Ok(());
    }
    match (app.platform.resources.confidentiality(&resource.id).await?, request.is_confidential) {
        (Confidentiality::Confidential, false) => Err(ErrorNumber::ConfidentialFlagMissing.into()),
        (Confidentiality::NotConfidential, true) => Err(ErrorNumber::ConfidentialFlagMisplaced.into()),
        _ => Ok(()),
    }
}

/// Forwarding is for letters that anybody who is logged in may open (row 11).
pub(super) async fn check_forwarding_level(app: &App, resource: &Resource, request: &Checked) -> Result<(), AppError> {
    if request.allow_forwarding && app.platform.resources.minimum_level(&resource.id).await? > 0 {
        return Err(ErrorNumber::ForwardingNeedsLevelZero.into());
    }
    Ok(())
}

/// Every recipient must be known to Register; all that are not are named (row 13).
pub(super) async fn known_recipients(app: &App, recipients: &[PartyUrn]) -> Result<HashMap<PartyUrn, Arc<Party>>, AppError> {
    let parties = app.platform.register.parties(recipients).await?;
    let unknown: Vec<&str> =
        recipients.iter().filter(|urn| parties.get(urn).is_none_or(|party| party.uuid.0.is_nil())).map(PartyUrn::as_str).collect();
    if unknown.is_empty() { Ok(parties) } else { Err(Refusal::listing(ErrorNumber::RecipientsNotFound, unknown).into()) }
}

/// Organisations that receive confidential mail need somebody who may open it; all that have nobody are named (row 14).
pub(super) async fn check_roles(
    app: &App,
    request: &Checked,
    recipients: &[PartyUrn],
    parties: &HashMap<PartyUrn, Arc<Party>>,
) -> Result<(), AppError> {
    if !request.is_confidential {
        return Ok(());
    }
    let organisations = recipients.iter().filter(|urn| urn.as_organisation().is_some()).filter_map(|urn| Some((urn, parties.get(urn)?)));
    let (asked, questions): (Vec<&PartyUrn>, Vec<_>) =
        organisations.map(|(urn, party)| (urn, may_receive_confidential(app, urn, party))).unzip();
    let answers: Vec<bool> = stream::iter(questions).buffered(ROLE_LOOK_UPS_AT_ONCE).try_collect().await?;
    let lacking: Vec<&str> = asked.into_iter().zip(answers).filter(|(_, may)| !may).map(|(urn, _)| urn.as_str()).collect();
    if lacking.is_empty() { Ok(()) } else { Err(Refusal::listing(ErrorNumber::RecipientsLackRoles, lacking).into()) }
}

/// Whether an organisation has somebody in a role that may open confidential mail: its main unit decides when it has one
/// (auth §9). Parties that are no organisation need no role.
pub(crate) async fn may_receive_confidential(app: &App, urn: &PartyUrn, party: &Party) -> Result<bool, RemoteError> {
    let Some(organisation) = urn.as_organisation() else { return Ok(true) };
    let asked = app.platform.register.main_units(&organisation).await?.first().copied().unwrap_or(party.uuid);
    let roles = app.platform.register.correspondence_roles(asked).await?;
    Ok(roles.iter().any(|role| CONFIDENTIAL_ROLES.contains(&role.as_str())))
}

/// Persons who have reserved against digital mail. Nobody is asked when the sender passes reservations over (rows 16, 17).
pub(super) async fn reserved_recipients(app: &App, request: &Checked, recipients: &[PartyUrn]) -> Result<HashSet<PartyUrn>, AppError> {
    let persons: Vec<_> = recipients.iter().filter_map(PartyUrn::as_person).collect();
    if request.ignore_reservation == Some(true) || persons.is_empty() {
        return Ok(HashSet::new());
    }
    let reserved = app.platform.contacts.reserved(&persons).await.map_err(|error| {
        tracing::warn!(%error, "the contact register could not be asked about reservations");
        AppError::from(ErrorNumber::ContactRegisterFailed)
    })?;
    if recipients.len() == 1 && !reserved.is_empty() {
        return Err(ErrorNumber::RecipientReserved.into());
    }
    Ok(reserved.iter().map(PartyUrn::person).collect())
}
