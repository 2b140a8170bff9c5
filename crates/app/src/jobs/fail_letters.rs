//! Fails the letters that carry an infected file, whatever their state, and takes their own dialogs away (lifecycle §5.4, decision 28). The
//! attachment's event tells the sender; the letters tell nothing.

use std::sync::Arc;

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink, Letter};
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId, DialogId, JobId, PartyUuid, dialog_id};
use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::{Channel, NewJob};
use correspondence_storage::{NewHistory, StorageError};
use futures_util::{FutureExt, TryFutureExt};
use serde_json::Value;

use super::per_attachment::{LettersOf, PerAttachment};
use super::purge_dialog;
use crate::App;

const KIND: &str = "fail-letters";

/// The job that fails the letters of the attachment now.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerAttachment {
    PerAttachment { app, kind: KIND, act: |app, _, id| fail_all(app, id).err_into().boxed() }
}

async fn fail_all(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let mut letters = LettersOf::new(id);
    while let Some(some) = letters.next(app).await? {
        fail(app, &some).await?;
    }
    Ok(())
}

async fn fail(app: &App, letters: &[Letter]) -> Result<(), StorageError> {
    let (now, party) = (app.now(), sender(app, letters).await);
    let ids: Vec<CorrespondenceId> = letters.iter().map(|letter| letter.id).collect();
    let mut transaction = app.storage.begin().await?;
    let failed = transaction.condemn_letters(&ids, now).await?;
    let (mut history, mut jobs) = (Vec::new(), Vec::new());
    for (letter, place) in letters.iter().filter(|letter| failed.contains(&letter.id)).zip(0..) {
        tracing::error!(correspondence.id = %letter.id, "a correspondence failed: one of its files is infected");
        let id = app.new_history_id(now, place);
        history.push(NewHistory { id, correspondence: letter.id, status: CorrespondenceStatus::Failed, text: None, at: now, party });
        if let Some(dialog) = own_dialog(letter) {
            jobs.push(purge_dialog::job(app.new_job_id(now, place), letter.id, dialog, now));
        }
    }
    transaction.append_history(&history).await?;
    app.commit(transaction, &jobs).await
}

/// A dialog that is still being created is purged too: the job stands behind its creation in the lane. A foreign one is never touched
/// (lifecycle O3).
pub(super) fn own_dialog(letter: &Letter) -> Option<DialogId> {
    match letter.dialog {
        DialogLink::Own(dialog) => Some(dialog),
        DialogLink::None => Some(dialog_id(letter.id, letter.created_at)),
        DialogLink::Foreign(_) => None,
    }
}

/// All of them have the sender of the file. Register being down is no reason to leave the letters as they are.
async fn sender(app: &App, letters: &[Letter]) -> PartyUuid {
    let Some(letter) = letters.first() else { return PartyUuid::UNKNOWN };
    let party = app.platform.register.party(&letter.sender()).await.ok().flatten();
    party.map_or(PartyUuid::UNKNOWN, |party| party.uuid)
}
