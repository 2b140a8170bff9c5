//! Lets the letters go that waited for a file which was found clean (lifecycle §5.4, "check correspondences").
//!
//! Whether a letter may be published is not decided here: it is looked at once more, and again when its dialog is there.

use std::sync::Arc;

use correspondence_domain::correspondence::{DialogLink, Letter};
use correspondence_domain::identifiers::{AttachmentId, JobId};
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;
use correspondence_storage::jobs::{Channel, NewJob};
use futures_util::{FutureExt, TryFutureExt};
use serde_json::Value;

use super::per_attachment::{LettersOf, PerAttachment};
use super::{create_transmission, publish_letter};
use crate::App;

const KIND: &str = "release-letters";

/// The job that looks at the letters of the attachment now.
pub(crate) fn job(id: JobId, attachment: AttachmentId, now: Timestamp) -> NewJob {
    NewJob { id, kind: KIND, subject: attachment.0, channel: Channel::Lifecycle, payload: Value::Null, due_at: now }
}

/// Runs these jobs.
pub(super) fn handler(app: Arc<App>) -> PerAttachment {
    PerAttachment { app, kind: KIND, act: |app, _, id| release(app, id).err_into().boxed() }
}

async fn release(app: &App, id: AttachmentId) -> Result<(), StorageError> {
    let mut letters = LettersOf::new(id);
    while let Some(some) = letters.next(app).await? {
        let now = app.now();
        let open = some.iter().filter(|letter| !letter.state.is_publication_decided() && !letter.state.is_purged());
        let jobs: Vec<NewJob> =
            open.zip(0_u16..).filter_map(|(letter, place)| next_step(app.new_job_id(now, place % 4096), letter, now)).collect();
        let mut transaction = app.storage.begin().await?;
        transaction.enqueue(&jobs).await?;
        transaction.commit().await?;
        app.jobs.wake();
    }
    Ok(())
}

/// A letter whose dialog is still being created goes on when that is done.
fn next_step(id: JobId, letter: &Letter, now: Timestamp) -> Option<NewJob> {
    let due_at = letter.requested_publish_at.max(now);
    match letter.dialog {
        DialogLink::None => None,
        DialogLink::Foreign(_) if letter.transmission.is_none() => Some(create_transmission::job(id, letter.id, due_at)),
        DialogLink::Own(_) | DialogLink::Foreign(_) => Some(publish_letter::job(id, letter.id, due_at)),
    }
}
