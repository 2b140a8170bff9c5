//! The recipient says that the letter was read (lifecycle §11.1). No dialog activity tells of it (lifecycle O14).

use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_storage::NewHistory;

use crate::caller::Caller;
use crate::jobs::publish_event;
use crate::overview::require_available;
use crate::{App, AppError, access};

/// Marks the letter as read.
///
/// # Errors
/// 1001, 4001, 1024, 1040, 4006 or 4002, in the order of lifecycle §11.1.
pub async fn mark_as_read(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<CorrespondenceId, AppError> {
    let letter = app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    access::as_recipient(app, caller, &letter).await?;
    require_available(&letter)?;
    if letter.state.fetched_at.is_none() {
        return Err(ErrorNumber::ReadBeforeFetched.into());
    }
    if letter.state.read_at.is_some() {
        return Err(ErrorNumber::AlreadyRead.into());
    }
    let party = caller.party(app).await?.uuid;

    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    if !transaction.mark_read(id, now).await? {
        // Another call won: the same one, or a purge that took the letter away.
        drop(transaction);
        require_available(&app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?)?;
        return Err(ErrorNumber::AlreadyRead.into());
    }
    let entry =
        NewHistory { id: app.new_history_id(now, 0), correspondence: id, status: CorrespondenceStatus::Read, text: None, at: now, party };
    transaction.append_history(&[entry]).await?;
    app.commit(transaction, &[publish_event::job(app.new_job_id(now, 0), id, LetterEvent::ReceiverRead, now)]).await?;
    Ok(id)
}
