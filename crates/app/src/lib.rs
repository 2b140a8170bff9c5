//! The use cases of Correspondence, one file each, and the background jobs they leave behind.
//!
//! A use case looks things up first, writes one transaction, and acts on the world in jobs: no remote is called inside a transaction,
//! and what a caller is told was committed before (design §3.1, §3.2). Nothing here knows HTTP as a server does.

mod access;
pub mod attachments;
mod caller;
pub mod confirm;
pub mod content;
pub mod details;
mod dialog;
mod dialog_files;
pub mod download;
pub mod download_all;
mod error;
pub mod files;
pub mod health;
pub mod initialize;
pub mod jobs;
pub mod login;
pub mod mark_as_read;
pub mod overview;
pub mod program_clock;
mod publish;
pub mod purge;
pub mod search;
mod settings;
pub mod testing;
mod to_the_end;
mod transmission;
mod view;

use std::sync::Arc;

use correspondence_blobs::BlobStore;
use correspondence_domain::identifiers::{HistoryId, JobId, time_ordered};
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_jobs::JobsHandle;
use correspondence_platform::Platform;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{Storage, StorageError, Transaction};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

pub use caller::Caller;
pub use correspondence_platform::inbound::{InboundTokens, TokenRefusal};
pub use correspondence_platform::trace;
pub use error::AppError;
pub use program_clock::ProgramClock;
pub use settings::{AppSettings, AttachmentSettings, Scanner};
pub use view::{LetterView, ShownContent};

/// Everything a use case needs. Shared by all requests and jobs.
#[derive(Debug)]
pub struct App {
    /// Letters, their history and the jobs.
    pub storage: Storage,
    /// The remotes.
    pub platform: Platform,
    /// Bytes of attachments.
    pub blobs: BlobStore,
    /// Wakes the job runner after a commit, and waits for it under test.
    pub jobs: JobsHandle,
    /// The program's clock.
    pub clock: Arc<ProgramClock>,
    /// Fresh ids.
    pub randomness: SharedRandomness,
    /// What the operator set.
    pub settings: AppSettings,
    /// Letters that a reader tried to publish moments ago.
    pub(crate) inline_publish: publish::InlineGuard,
    /// What goes on when its client goes away.
    pub(crate) outliving: TaskTracker,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(
        storage: Storage,
        platform: Platform,
        blobs: BlobStore,
        jobs: JobsHandle,
        clock: Arc<ProgramClock>,
        randomness: SharedRandomness,
        settings: AppSettings,
    ) -> Self {
        Self {
            storage,
            platform,
            blobs,
            jobs,
            clock,
            randomness,
            settings,
            inline_publish: publish::InlineGuard::default(),
            outliving: TaskTracker::new(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Waits for what goes on although its client went away. Nothing is to be begun any more.
    pub async fn finish(&self) {
        self.outliving.close();
        self.outliving.wait().await;
    }

    /// Ends a transaction with the jobs that follow from it, and has them looked at.
    pub(crate) async fn commit(&self, mut transaction: Transaction, jobs: &[NewJob]) -> Result<(), StorageError> {
        transaction.enqueue(jobs).await?;
        transaction.commit().await?;
        self.jobs.wake();
        Ok(())
    }

    /// Ids made in one go keep the order of their places, as far as the 4 096 that an id can count; 500 recipients with their rows stay
    /// below that.
    pub(crate) fn new_id(&self, now: Timestamp, place: usize) -> Uuid {
        time_ordered(now, u16::try_from(place % 4096).unwrap_or(0), self.randomness.as_ref())
    }

    pub(crate) fn new_job_id(&self, now: Timestamp, place: usize) -> JobId {
        JobId(self.new_id(now, place))
    }

    pub(crate) fn new_history_id(&self, now: Timestamp, place: usize) -> HistoryId {
        HistoryId(self.new_id(now, place))
    }
}
