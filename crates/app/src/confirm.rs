//! The recipient confirms (lifecycle §11.2 with decision 23): committed with its event before the answer, one winner. The dialog is
//! patched by a job that the caller waits for a little, so that the inbox is right when the answer arrives.

use std::time::Duration;

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_storage::NewHistory;

use crate::caller::Caller;
use crate::jobs::{add_activity, confirm_dialog, publish_event};
use crate::overview::require_available;
use crate::{App, AppError, access};

/// How long the caller waits for the dialog to be patched (decision 23).
const PATCH_PATIENCE: Duration = Duration::from_secs(2);

/// Confirms the letter.
///
/// # Errors
/// 1001, 4001, 1025, 1041, 4006 or 4002, in the order of lifecycle §11.2.
pub async fn confirm(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<CorrespondenceId, AppError> {
    let letter = app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    access::as_recipient(app, caller, &letter).await?;
    require_available(&letter)?;
    if letter.state.fetched_at.is_none() {
        return Err(ErrorNumber::ConfirmBeforeFetched.into());
    }
    if letter.state.confirmed_at.is_some() {
        return Err(ErrorNumber::AlreadyConfirmed.into());
    }
    let party = caller.party(app).await?.uuid;

    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    if !transaction.confirm(id, now).await? {
        // Another call won: the same one, or a purge that took the letter away.
        drop(transaction);
        require_available(&app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?)?;
        return Err(ErrorNumber::AlreadyConfirmed.into());
    }
    let status = CorrespondenceStatus::Confirmed;
    let entry = NewHistory { id: app.new_history_id(now, 0), correspondence: id, status, text: None, at: now, party };
    transaction.append_history(&[entry]).await?;
    let mut jobs = vec![publish_event::job(app.new_job_id(now, 0), id, LetterEvent::ReceiverConfirmed, now)];
    // A dialog of somebody else is not ours to change (lifecycle O44).
    let patch = matches!(letter.dialog, DialogLink::Own(_)).then(|| confirm_dialog::job(app.new_job_id(now, 1), id, now));
    let patch_id = patch.as_ref().map(|job| job.id);
    jobs.extend(patch);
    jobs.extend(add_activity::confirmed(app.new_job_id(now, 2), &letter, caller.claims.caller(), now));
    app.commit(transaction, &jobs).await?;
    if let Some(patch) = patch_id {
        crate::jobs::wait_for(app, patch, PATCH_PATIENCE).await;
    }
    Ok(id)
}
