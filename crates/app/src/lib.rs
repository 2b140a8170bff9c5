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
use correspondence_storage::Storage;

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
        Self { storage, platform, blobs, jobs, clock, randomness, settings, inline_publish: publish::InlineGuard::default() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn new_job_id(&self, now: Timestamp, sequence: u16) -> JobId {
        JobId(time_ordered(now, sequence, self.randomness.as_ref()))
    }

    pub(crate) fn new_history_id(&self, now: Timestamp, sequence: u16) -> HistoryId {
        HistoryId(time_ordered(now, sequence, self.randomness.as_ref()))
    }
}
