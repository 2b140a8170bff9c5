//! Rows 22 to 25: references that lead into a dialog, as far as the dialog itself need not be looked at.

use uuid::Uuid;

use super::Checked;
use crate::correspondence::ReferenceType;
use crate::error::{ErrorNumber, Refusal};

/// Rows 22, 23, 24 and the first two of 25. A blank dialog id is no GUID either (lifecycle O27).
///
/// # Errors
/// 1052, 1053, 1048, 1045, 1051, in this order.
pub fn check_references(request: &Checked) -> Result<(), Refusal> {
    let is_type = |kind: ReferenceType| kind == ReferenceType::DialogportenTransmissionType;
    let types = request.external_references.iter().filter(|reference| is_type(reference.kind)).count();
    if types > 1 {
        return Err(ErrorNumber::SeveralTransmissionTypes.into());
    }
    let Some(dialog) = request.dialog_reference() else {
        return if types == 0 { Ok(()) } else { Err(ErrorNumber::TransmissionTypeWithoutDialog.into()) };
    };
    if guid(dialog).is_none() {
        return Err(ErrorNumber::BadDialogId.into());
    }
    if request.given_recipients.len() > 1 {
        return Err(ErrorNumber::TransmissionTakesOneRecipient.into());
    }
    if !request.reply_options.is_empty() || request.is_confirmation_needed {
        return Err(ErrorNumber::TransmissionWithActions.into());
    }
    Ok(())
}

/// The forms in which clients write a GUID: with or without hyphens, in braces or parentheses (http-api §2.5).
pub(super) fn guid(text: &str) -> Option<Uuid> {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(text);
    if inner.starts_with("urn:") { None } else { Uuid::try_parse(inner).ok() }
}
