//! Takes away a file that came with a create request and is in no letter a day later: the process was killed in between, or the request
//! failed and its files could not be taken away at once (lifecycle O26).

use std::sync::Arc;

use correspondence_domain::identifiers::{AttachmentId, JobId, PartyUuid};
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, NewJob};
use futures_util::{FutureExt, TryFutureExt};
use jiff::SignedDuration;
use serde_json::Value;

use super::per_attachment::PerAttachment;
use crate::App;
use crate::attachments::{Ending, end};

const KIND: &str = "discard-attachment";

const TEXT: &str = "The request that brought it failed";

/// No request takes that long.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// The job that looks a day later whether the file is in a letter.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now.plus(PATIENCE) }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerAttachment {
    PerAttachment { app, kind: KIND, act: |app, _, id| discard(app, id).err_into().boxed() }
}

/// Takes the file away unless a letter has it.
pub(crate) async fn discard(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let now = app.now();
    let mut transaction = app.storage.begin().await?;
    let Some(attachment) = transaction.lock_attachment(id).await? else { return Ok(()) };
    if transaction.is_attached(id).await? {
        return Ok(());
    }
    let ended = end(app, &mut transaction, &attachment, Ending::Purged(TEXT), PartyUuid::UNKNOWN, now).await?;
    let Some(jobs) = ended else { return Ok(()) };
    app.commit(transaction, &jobs).await
}
