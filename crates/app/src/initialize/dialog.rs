//! The dialog that a letter is meant to be sent into: somebody made it before, and it must be one that this sender may add to.

use correspondence_domain::correspondence::create::rules::Checked;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::DialogId;
use correspondence_domain::party::{OrganisationNumber, PartyUrn, bare};
use correspondence_domain::resource::ResourceId;

use crate::{App, AppError};

/// Row 25, as far as the dialog must be looked at: it exists (1054), is of a resource of the same service owner (1050), and is the
/// recipient's (1046). Owners are compared by number (integrations §20 row 15). None when the letter gets a dialog of its own.
///
/// # Errors
/// 1054, 1050, 1046, in this order.
pub(super) async fn named_dialog(
    app: &App,
    request: &Checked,
    owner: &OrganisationNumber,
    recipients: &[PartyUrn],
) -> Result<Option<DialogId>, AppError> {
    let Some(id) = request.dialog() else { return Ok(None) };
    let dialog = app.platform.dialogs.get(id).await?.ok_or(ErrorNumber::DialogNotFound)?;
    if owner_of(app, &dialog.service_resource).await?.as_ref() != Some(owner) {
        return Err(ErrorNumber::DialogOfOtherServiceOwner.into());
    }
    let party = bare(&dialog.party).to_lowercase();
    if recipients.iter().any(|recipient| recipient.value() != party) {
        return Err(ErrorNumber::RecipientIsNotDialogParty.into());
    }
    Ok(Some(id))
}

async fn owner_of(app: &App, resource: &str) -> Result<Option<OrganisationNumber>, AppError> {
    let Some(id) = ResourceId::parse(resource) else { return Ok(None) };
    Ok(app.platform.resources.resource(&id).await?.and_then(|resource| resource.owner_number()))
}
