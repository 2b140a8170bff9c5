//! Jobs that each do one thing about one attachment in the database.

use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};
use correspondence_jobs::{BoxFuture, Handler, Outcome};
use correspondence_storage::jobs::Job;
use correspondence_storage::{CarryingLetter, StorageError};
use futures_util::FutureExt;

use super::each;
use crate::App;

/// What one job does. Whatever fails, it is tried again.
pub(super) type Act = for<'a> fn(&'a App, &'a Job, AttachmentId) -> BoxFuture<'a, anyhow::Result<()>>;

/// Runs jobs of one kind by one act each.
pub(super) struct PerAttachment {
    pub(super) app: Arc<App>,
    pub(super) kind: &'static str,
    pub(super) act: Act,
}

impl Handler for PerAttachment {
    fn kind(&self) -> &'static str {
        self.kind
    }

    /// One attachment may have very many letters; few others wait for it.
    fn batch_size(&self) -> usize {
        8
    }

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let done = |job: &'a Job| async move {
            match (self.act)(&self.app, job, AttachmentId(job.subject)).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Retry(format!("{error:#}")),
            }
        };
        each(jobs.iter().map(done).collect()).boxed()
    }
}

/// The letters that carry an attachment, whatever their state, some at a time.
pub(super) struct LettersOf {
    attachment: AttachmentId,
    after: Option<CarryingLetter>,
}

impl LettersOf {
    pub(super) const fn new(attachment: AttachmentId) -> Self {
        Self { attachment, after: None }
    }

    /// Some more of them; none when there are no more.
    pub(super) async fn next(&mut self, app: &App) -> Result<Option<Vec<Letter>>, StorageError> {
        let page = app.storage.letters_of_attachment(self.attachment, self.after).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = Some(*last);
        let ids: Vec<CorrespondenceId> = page.iter().map(|letter| letter.id).collect();
        app.storage.letters(&ids).await.map(Some)
    }
}
