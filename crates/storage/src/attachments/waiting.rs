//! Files whose scanner has not spoken yet (decision 21).

use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::At;

/// Files that wait, as figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingFiles {
    /// How many.
    pub files: u64,
    /// Those of them that have waited the least.
    pub latest: u64,
    /// Since when the bytes of the oldest are there.
    pub oldest: Option<Timestamp>,
}

macro_rules! waits {
    () => {
        "stored_at IS NOT NULL AND published_at IS NULL AND condemned_at IS NULL AND purged_at IS NULL AND expired_at IS NULL \
         AND stored_at <= $1"
    };
}

pub(super) const WAITING_FILES: Statement = Statement::new(
    "files that wait for a verdict",
    concat!("SELECT count(*), count(CASE WHEN stored_at > $2 THEN 1 END), min(stored_at) FROM attachment WHERE ", waits!()),
);

pub(super) const LONGEST_WAITING: Statement = Statement::new(
    "files that wait longest for a verdict",
    concat!("SELECT id FROM attachment WHERE ", waits!(), " ORDER BY stored_at LIMIT $2"),
);

impl Storage {
    /// Figures of the files without a verdict whose bytes came at `until` or before. `latest_after` tells the latest of them from others.
    pub async fn waiting_files(&self, until: Timestamp, latest_after: Timestamp) -> Result<WaitingFiles, StorageError> {
        let (files, latest, oldest) = one!(self.read().await?, WAITING_FILES, (i64, i64, Option<At>), [At(until), At(latest_after)])?;
        Ok(WaitingFiles { files: files.unsigned_abs(), latest: latest.unsigned_abs(), oldest: oldest.map(|At(at)| at) })
    }

    /// Up to `most` of these files, those first that have waited longest.
    pub async fn longest_waiting_files(&self, until: Timestamp, most: u16) -> Result<Vec<AttachmentId>, StorageError> {
        let ids = all!(self.read().await?, LONGEST_WAITING, (Uuid,), [At(until), i64::from(most)])?;
        Ok(ids.into_iter().map(|(id,)| AttachmentId(id)).collect())
    }
}
