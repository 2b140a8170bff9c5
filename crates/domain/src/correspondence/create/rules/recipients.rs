//! Rows 1 and 12: how many recipients, and that each is there once.

use std::collections::HashSet;

use super::Checked;
use crate::error::{ErrorNumber, Refusal};
use crate::party::{PartyUrn, normalise_recipient};

/// Row 1: a key guards one letter.
///
/// # Errors
/// 1047.
pub fn check_key_has_one_recipient(request: &Checked) -> Result<(), Refusal> {
    if request.idempotent_key.is_some() && request.given_recipients.len() != 1 {
        return Err(ErrorNumber::IdempotentKeyNeedsOneRecipient.into());
    }
    Ok(())
}

/// Row 12: the recipients in their normal form, in the order of the request.
///
/// # Errors
/// 1006 when two are the same after normalisation; 1029 for an entry of no known form, when a direct caller passed over the shape.
pub fn recipients(request: &Checked) -> Result<Vec<PartyUrn>, Refusal> {
    let mut seen = HashSet::with_capacity(request.given_recipients.len());
    let mut recipients = Vec::with_capacity(request.given_recipients.len());
    for given in &request.given_recipients {
        let recipient = normalise_recipient(given).map_err(|_| ErrorNumber::RecipientsNotFound)?;
        if !seen.insert(recipient.clone()) {
            return Err(ErrorNumber::DuplicateRecipients.into());
        }
        recipients.push(recipient);
    }
    Ok(recipients)
}
