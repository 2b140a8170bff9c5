//! Takes away the files of a purged letter that no other letter keeps (lifecycle §11.6).

use std::sync::Arc;

use correspondence_domain::correspondence::{Letter, PurgedBy};
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId, JobId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_jobs::Outcome;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, Job, NewJob};
use futures_util::FutureExt;
use serde_json::Value;

use super::per_letter::PerLetter;
use crate::App;
use crate::attachments::{Ending, end};

const KIND: &str = "release-attachments";

const TEXT: &str = "Purged";

/// The job that looks at the files of the purged letter now, when it has any.
pub(crate) fn job(id: JobId, letter: &Letter, now: Timestamp) -> Option<NewJob> {
    let job = NewJob { id, kind: KIND, subject: letter.id.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now };
    letter.has_attachments.then_some(job)
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerLetter {
    PerLetter { app, kind: KIND, act: |app, job, letter| release_all(app, job, letter).boxed() }
}

async fn release_all(app: &App, _job: &Job, letter: Option<&Letter>) -> Result<(), Outcome> {
    let Some(letter) = letter else { return Ok(()) };
    let again = |error: StorageError| Outcome::Retry(error.to_string());
    let party = purger(app, letter.id).await.map_err(again)?;
    for file in app.storage.attached(letter.content).await.map_err(again)? {
        release(app, file.attachment.id, party).await.map_err(again)?;
    }
    Ok(())
}

/// Who took the letter away takes its files away (lifecycle §1).
async fn purger(app: &App, letter: CorrespondenceId) -> Result<PartyUuid, StorageError> {
    let purges = [PurgedBy::Recipient.status(), PurgedBy::Sender.status()];
    let history = app.storage.history(letter).await?;
    Ok(history.iter().find(|entry| purges.contains(&entry.status)).map_or(PartyUuid::UNKNOWN, |entry| entry.party))
}

/// With the file locked a letter that is being made with it is either seen here, or finds it gone.
async fn release(app: &App, id: AttachmentId, party: PartyUuid) -> Result<(), StorageError> {
    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    let Some(attachment) = transaction.lock_attachment(id).await? else { return Ok(()) };
    if transaction.is_kept(id).await? {
        return Ok(());
    }
    let ended = end(app, &mut transaction, &attachment, Ending::Purged(TEXT), party, now).await?;
    let Some(jobs) = ended else { return Ok(()) };
    app.commit(transaction, &jobs).await
}
