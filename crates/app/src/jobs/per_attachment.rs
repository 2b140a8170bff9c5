//! Jobs that each do one thing about one attachment in the database.

use std::collections::HashMap;
use std::sync::Arc;

use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::AttachmentId;
use correspondence_jobs::{BoxFuture, Handler, Outcome};
use correspondence_storage::StorageError;
use correspondence_storage::jobs::Job;
use futures_util::FutureExt;

use super::each;
use crate::App;

/// What one job does; the database failing means that it is tried again.
pub(super) type Act = for<'a> fn(&'a App, &'a Job, AttachmentId) -> BoxFuture<'a, Result<(), StorageError>>;

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

    fn run<'a>(&'a self, jobs: &'a [Job]) -> BoxFuture<'a, Vec<Outcome>> {
        let done = |job: &'a Job| async move {
            match (self.act)(&self.app, job, AttachmentId(job.subject)).await {
                Ok(()) => Outcome::Done,
                Err(error) => Outcome::Retry(error.to_string()),
            }
        };
        each(jobs.iter().map(done).collect()).boxed()
    }
}

/// Gives the letters that carry the attachment to `act`, some at a time and in the order of their ids, whatever their state.
pub(super) async fn each_page_of_letters(
    app: &App,
    id: AttachmentId,
    mut act: impl AsyncFnMut(Vec<Letter>) -> Result<(), StorageError>,
) -> Result<(), StorageError> {
    let mut after = None;
    loop {
        let page = app.storage.letters_of_attachment(id, after).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(*last);
        let mut letters: HashMap<_, _> = app.storage.letters(&page).await?.into_iter().map(|letter| (letter.id, letter)).collect();
        act(page.iter().filter_map(|id| letters.remove(id)).collect()).await?;
    }
}
