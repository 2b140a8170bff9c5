//! Gives the recipient the letter's body as Markdown, which is what counts as reading it (lifecycle §7).

use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::text::{body, reply_options};
use correspondence_storage::NewHistory;

use crate::caller::Caller;
use crate::jobs::{add_activity, publish_event};
use crate::overview::{FETCH_DEBOUNCE, Opened, open, require_available};
use crate::view::shown_to;
use crate::{App, AppError};

/// The body as Markdown. The first call of a recipient marks the letter as read.
///
/// # Errors
/// 1001, 4001 (also for a caller with sender rights alone once the letter is published, decision 24), 4006 or 4002.
pub async fn content(app: &App, caller: &Caller, id: CorrespondenceId) -> Result<String, AppError> {
    let opened = open(app, caller, id).await?;
    if caller.acts_as_recipient(opened.access) {
        require_available(&opened.letter)?;
        note_reading(app, caller, &opened).await?;
    }
    let shown = shown_to(&opened.letter, &opened.content, opened.access.as_recipient).ok_or(ErrorNumber::NoAccess)?;
    let text = body::to_markdown(&shown.body);
    Ok(reply_options::appended_to_body(&text, &opened.content.reply_options, &shown.language).into_owned())
}

async fn note_reading(app: &App, caller: &Caller, opened: &Opened) -> Result<(), AppError> {
    let (now, id) = (app.now(), opened.letter.id);
    let mut transaction = app.storage.begin().await?;
    transaction.record_fetch(id, opened.party, now, Some(FETCH_DEBOUNCE)).await?;
    let first = opened.letter.state.read_at.is_none() && transaction.mark_read(id, now).await?;
    if first {
        let entry = NewHistory {
            id: app.new_history_id(now, 1),
            correspondence: id,
            status: CorrespondenceStatus::Read,
            text: None,
            at: now,
            party: opened.party,
        };
        transaction.append_history(&[entry]).await?;
        let event = publish_event::job(app.new_job_id(now, 0), id, LetterEvent::ReceiverRead, now);
        let activity = add_activity::opened(app.new_job_id(now, 1), &opened.letter, caller.claims.caller(), now);
        transaction.enqueue(&[vec![event], activity.into_iter().collect()].concat()).await?;
    }
    transaction.commit().await?;
    if first {
        app.jobs.wake();
    }
    Ok(())
}
