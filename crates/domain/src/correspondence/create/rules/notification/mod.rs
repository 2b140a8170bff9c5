//! Row 39: what a notification must satisfy, in the order of notifications §4.

mod custom_recipients;
mod resolve;
mod texts;

pub(super) use resolve::resolve;

use super::Checked;
use crate::correspondence::notification::NotificationTemplate;
use crate::error::Refusal;

/// Row 39. A template's own texts exist in every language that a letter may have, so 3001 cannot be.
///
/// # Errors
/// 3022, 3017, per custom recipient 3019, 3018, 3015, 3011, 3012, and then 3002 to 3007, 3024, 3025.
pub fn check_notification(request: &Checked) -> Result<(), Refusal> {
    let Some(notification) = &request.notification else { return Ok(()) };
    custom_recipients::check(notification, request.given_recipients.len())?;
    match notification.template {
        NotificationTemplate::CustomMessage => texts::check(notification),
        NotificationTemplate::GenericAltinnMessage => Ok(()),
    }
}

#[cfg(test)]
mod tests;
