//! Soft-deletes the dialog of a purged letter and notes in it who did that (lifecycle §11.6).

use std::sync::Arc;

use correspondence_domain::correspondence::{DialogLink, Letter, PurgedBy};
use correspondence_domain::identifiers::{ActivityId, CorrespondenceId, DialogId, JobId, dialog_id, dialog_part_id};
use correspondence_domain::text::dialog as dialog_text;
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_platform::dialogporten::{ActivityType, Actor, NewActivity};
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

use super::per_letter::PerLetter;
use crate::App;

const KIND: &str = "delete-dialog";

#[derive(Serialize, Deserialize)]
struct Payload {
    by_sender: bool,
    at: Timestamp,
}

/// The job that deletes the letter's own dialog, which may still be under way. A foreign dialog is never touched (lifecycle O4).
pub(crate) fn job(id: JobId, letter: &Letter, by: PurgedBy, now: Timestamp) -> Option<NewJob> {
    let payload = serde_json::json!({ "by_sender": by == PurgedBy::Sender, "at": now });
    let ours = !matches!(letter.dialog, DialogLink::Foreign(_));
    ours.then_some(NewJob { id, kind: KIND, subject: letter.id.0, channel: Channel::Dialog, payload, due_at: now })
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| delete(app, job, letter).boxed() }
}

async fn delete(app: &App, job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let payload: Payload = super::payload(job)?;
    let Some(letter) = letter else { return Ok(()) };
    let dialog = match letter.dialog {
        DialogLink::Own(dialog) => dialog,
        // Its creation was not answered before the purge: it may exist all the same.
        DialogLink::None => dialog_id(letter.id, letter.created_at),
        DialogLink::Foreign(_) => return Ok(()),
    };
    let again = |error: correspondence_platform::RemoteError| Outcome::Retry(error.to_string());
    let deleted = app.platform.dialogs.soft_delete(dialog).await.map_err(again)?;
    // Gone at the first attempt: somebody else deleted it, and there is nothing to note (integrations §20 row 36). Gone at a later
    // one: an earlier attempt of ours may have done it without getting as far as the note.
    if deleted || job.attempts > 0 {
        note(app, letter.id, dialog, &payload).await.or_else(|error| if error.is_gone() { Ok(()) } else { Err(again(error)) })?;
    }
    Ok(())
}

async fn note(app: &App, id: CorrespondenceId, dialog: DialogId, payload: &Payload) -> Result<(), correspondence_platform::RemoteError> {
    let name = if payload.by_sender { dialog_text::ROLE_SENDER } else { dialog_text::ROLE_RECIPIENT };
    let activity_id = ActivityId(dialog_part_id(id, payload.at, "deleted"));
    let activity = NewActivity::new(activity_id, ActivityType::DialogDeleted, payload.at, Actor::Named(name.to_owned()));
    app.platform.dialogs.add_activity(dialog, &activity).await
}
