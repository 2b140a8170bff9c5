//! Who may do what: the service-owner rule, then the decision point (auth §7).
//!
//! Closed by default: without an owner in the registry the answer is no, and a decision point that cannot be asked is an error.

use correspondence_domain::attachment::Attachment;
use correspondence_domain::claims::{Claims, SERVICE_OWNER_SCOPE};
use correspondence_domain::correspondence::Letter;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::{Resource, ResourceId};
use correspondence_platform::{Action, Question};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{App, AppError};

/// What a caller may do with one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LetterAccess {
    /// The caller may read on behalf of the recipient.
    pub(crate) as_recipient: bool,
    /// The caller may write on behalf of the sender.
    pub(crate) as_sender: bool,
}

/// Asks for both sides of a letter, which overview, details, content and purge always do (auth §7.8).
///
/// # Errors
/// 4001 when neither side is open to the caller.
pub(crate) async fn to_letter(app: &App, caller: &Caller, letter: &Letter) -> Result<LetterAccess, AppError> {
    let resource = app.platform.resources.resource(&letter.resource).await?;
    let sender = letter.sender();
    let (as_recipient, as_sender) = tokio::try_join!(
        is_permitted(app, caller, resource.as_deref(), &letter.recipient, Some(letter.id.0), &[Action::Read]),
        is_permitted(app, caller, resource.as_deref(), &sender, Some(letter.id.0), &[Action::Write]),
    )?;
    let access = LetterAccess { as_recipient, as_sender };
    if as_recipient || as_sender { Ok(access) } else { Err(ErrorNumber::NoAccess.into()) }
}

/// Demands the right to read on behalf of the recipient.
///
/// # Errors
/// 4001 without it.
pub(crate) async fn as_recipient(app: &App, caller: &Caller, letter: &Letter) -> Result<(), AppError> {
    let resource = app.platform.resources.resource(&letter.resource).await?;
    require(is_permitted(app, caller, resource.as_deref(), &letter.recipient, Some(letter.id.0), &[Action::Read]).await?)
}

/// Demands the right to write under `resource` on behalf of its owner.
///
/// # Errors
/// 4001 without it.
pub(crate) async fn as_sender(app: &App, caller: &Caller, resource: &Resource, owner: &PartyUrn) -> Result<(), AppError> {
    require(is_permitted(app, caller, Some(resource), owner, None, &[Action::Write]).await?)
}

/// Demands the right to write on behalf of an attachment's sender. The sender's own download is asked about without the attachment, all
/// else with it (auth §7.8, oddity 20).
///
/// # Errors
/// 4001 without it.
pub(crate) async fn to_attachment(app: &App, caller: &Caller, attachment: &Attachment, instance: Option<Uuid>) -> Result<(), AppError> {
    let resource = app.platform.resources.resource(&attachment.resource).await?;
    require(is_permitted(app, caller, resource.as_deref(), &attachment.sender(), instance, &[Action::Write]).await?)
}

/// Demands the right to read under an attachment's own resource on behalf of the letter's recipient (lifecycle §3.3).
///
/// # Errors
/// 4001 without it.
pub(crate) async fn to_attachment_of(app: &App, caller: &Caller, attachment: &Attachment, letter: &Letter) -> Result<(), AppError> {
    let resource = app.platform.resources.resource(&attachment.resource).await?;
    require(is_permitted(app, caller, resource.as_deref(), &letter.recipient, Some(letter.id.0), &[Action::Read]).await?)
}

/// Demands the right to read or write under `resource` on behalf of `party`.
///
/// # Errors
/// 4001 without it.
pub(crate) async fn to_search(app: &App, caller: &Caller, resource: &ResourceId, party: &PartyUrn) -> Result<(), AppError> {
    let resource = app.platform.resources.resource(resource).await?;
    require(is_permitted(app, caller, resource.as_deref(), party, None, &[Action::Read, Action::Write]).await?)
}

fn require(permitted: bool) -> Result<(), AppError> {
    if permitted { Ok(()) } else { Err(ErrorNumber::NoAccess.into()) }
}

async fn is_permitted(
    app: &App,
    caller: &Caller,
    resource: Option<&Resource>,
    party: &PartyUrn,
    instance: Option<Uuid>,
    actions: &[Action],
) -> Result<bool, AppError> {
    // A resource nobody owns cannot be decided about (auth §7.3 rule 3 with oddity 4).
    let Some((resource, owner)) = resource.and_then(|resource| resource.owner_number().map(|owner| (resource, owner))) else {
        return Ok(false);
    };
    if app.settings.service_owner_rule && is_service_owner(&caller.claims, owner.as_str()) {
        return Ok(true);
    }
    Ok(app.platform.decisions.decide(&caller.claims, &Question { resource: &resource.id, party, instance, actions }).await?)
}

/// The service owner with the service-owner scope needs no decision, for any operation on its own resources (auth §7.3 rule 2,
/// decision 12).
fn is_service_owner(claims: &Claims, owner: &str) -> bool {
    claims.any_scope_has(SERVICE_OWNER_SCOPE) && claims.consumer().is_some_and(|consumer| consumer.eq_ignore_ascii_case(owner))
}
