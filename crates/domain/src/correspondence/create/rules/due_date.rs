//! Rows 15, 18 and 19: the time by which the recipient is to answer.

use super::Checked;
use crate::error::{ErrorNumber, Refusal};
use crate::time::Timestamp;

/// Row 15: a confirmation is asked for by some time.
///
/// # Errors
/// 1016.
pub fn check_due_date_given(request: &Checked) -> Result<(), Refusal> {
    if request.is_confirmation_needed && request.due_date_time.is_none() {
        return Err(ErrorNumber::DueDateRequired.into());
    }
    Ok(())
}

/// Rows 18 and 19: the due date lies neither in the past nor before the letter can be read. Both moments may be equal.
///
/// # Errors
/// 1008, 1009.
pub fn check_due_date(request: &Checked, now: Timestamp) -> Result<(), Refusal> {
    match request.due_date_time {
        Some(due) if due < now => Err(ErrorNumber::DueDateInThePast.into()),
        Some(due) if due < request.publish_time(now) => Err(ErrorNumber::DueDateBeforePublishTime.into()),
        _ => Ok(()),
    }
}
