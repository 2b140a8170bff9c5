//! Either side deletes a letter (lifecycle §11.6).

use correspondence_domain::correspondence::{Letter, PurgedBy};
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_storage::NewHistory;
use correspondence_storage::jobs::NewJob;

use crate::access::LetterAccess;
use crate::caller::Caller;
use crate::jobs::{delete_dialog, publish_event, release_attachments};
use crate::{App, AppError, access};

/// Purges the letter as the side on which the caller stands.
///
/// # Errors
/// 1001, 4001, 1043, the rules of the side (1014, 1013, 1001, 1026), 4006 or 4002. Access is asked before 1043 (decision 25).
pub async fn purge(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<CorrespondenceId, AppError> {
    let letter = app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
    let access = access::to_letter(app, caller, &letter).await?;
    refuse_transmission(&letter)?;
    let side = side_of(caller, access, &letter)?;
    let party = caller.party(app).await?.uuid;

    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    if !transaction.purge(id, side, now).await? {
        // Somebody else changed the letter since it was read: the rule it breaks now is the answer.
        drop(transaction);
        let letter = app.storage.letter(id).await?.ok_or(ErrorNumber::CorrespondenceNotFound)?;
        refuse_transmission(&letter)?;
        check(side, &letter)?;
        return Err(ErrorNumber::AlreadyPurged.into());
    }
    let entry = NewHistory { id: app.new_history_id(now, 0), correspondence: id, status: side.status(), text: None, at: now, party };
    transaction.append_history(&[entry]).await?;
    let event = publish_event::job(app.new_job_id(now, 0), id, LetterEvent::Purged, now);
    // The dialog may still be under way: the job stands behind its creation in the lane.
    let dialog = delete_dialog::job(app.new_job_id(now, 1), &letter, side, now);
    let files = release_attachments::job(app.new_job_id(now, 2), &letter, now);
    let jobs: Vec<NewJob> = [Some(event), dialog, files].into_iter().flatten().collect();
    app.commit(transaction, &jobs).await?;
    Ok(id)
}

/// What is part of somebody else's dialog stays. A letter that was taken back before it got there is merely purged (decision 1).
fn refuse_transmission(letter: &Letter) -> Result<(), ErrorNumber> {
    if letter.transmission.is_some() && !letter.state.is_purged() { Err(ErrorNumber::TransmissionCannotBePurged) } else { Ok(()) }
}

/// The side whose rules apply (lifecycle §11.6, step 4) and are fulfilled (step 5).
fn side_of(caller: &Caller, access: LetterAccess, letter: &Letter) -> Result<PurgedBy, AppError> {
    let as_sender = access.as_sender && (caller.claims.is_calling_as_sender() || !access.as_recipient);
    if as_sender {
        return check(PurgedBy::Sender, letter);
    }
    let as_recipient = access.as_recipient && (caller.claims.is_calling_as_recipient() || !access.as_sender);
    if as_recipient {
        return check(PurgedBy::Recipient, letter);
    }
    // Both are open and the token does not say which is meant, as with a dialog token: the sender's error is the answer.
    check(PurgedBy::Sender, letter).or_else(|refused| check(PurgedBy::Recipient, letter).map_err(|_| refused))
}

fn check(side: PurgedBy, letter: &Letter) -> Result<PurgedBy, AppError> {
    let state = &letter.state;
    let broken = match side {
        _ if state.is_purged() => Some(ErrorNumber::AlreadyPurged),
        PurgedBy::Sender if !state.may_sender_purge() => Some(ErrorNumber::PublishedCannotBePurgedBySender),
        PurgedBy::Recipient if !state.is_available_to_recipient() => Some(ErrorNumber::CorrespondenceNotFound),
        PurgedBy::Recipient if letter.is_confirmation_needed && state.confirmed_at.is_none() => Some(ErrorNumber::PurgeBeforeConfirmed),
        _ => None,
    };
    broken.map_or(Ok(side), |error| Err(error.into()))
}
