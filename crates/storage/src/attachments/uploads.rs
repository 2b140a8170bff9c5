//! Attempts to bring the bytes of an attachment: one at a time, as long as its lease is renewed, and none once bytes are there.
//! Leases are of real time (design §5), everything else of the program's clock.

use std::collections::HashSet;

use correspondence_domain::attachment::StoredBytes;
use correspondence_domain::identifiers::{AttachmentId, UploadId};
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;
use crate::types::{At, Bound};

/// What a scanner said before there were bytes says nothing of them.
pub(super) const START_UPLOAD: Statement = Statement::new(
    "start upload",
    "UPDATE attachment SET upload_id = $2, upload_lease_until = $3, published_at = NULL, status = 1, status_text = NULL, status_at = $4 \
     WHERE id = $1 AND stored_at IS NULL AND condemned_at IS NULL AND purged_at IS NULL AND expired_at IS NULL \
     AND (upload_id IS NULL OR upload_lease_until < $5)",
);

pub(super) const RENEW_UPLOAD: Statement = Statement::new(
    "renew upload",
    "UPDATE attachment SET upload_lease_until = $3 WHERE id = $1 AND upload_id = $2 AND purged_at IS NULL \
     AND expired_at IS NULL AND stored_at IS NULL",
);

/// A verdict that came before keeps its status: the scanner sees bytes as soon as they lie in the store.
pub(super) const FINISH_UPLOAD: Statement = Statement::new(
    "finish upload",
    "UPDATE attachment SET stored_at = $3, upload_lease_until = NULL, size = $4, checksum = COALESCE(checksum, $5), sha256 = $6 \
     WHERE id = $1 AND upload_id = $2 AND stored_at IS NULL AND purged_at IS NULL AND expired_at IS NULL",
);

/// A verdict about the bytes that did not stay says nothing of those to come.
pub(super) const FAIL_UPLOAD: Statement = Statement::new(
    "fail upload",
    "UPDATE attachment SET upload_id = NULL, upload_lease_until = NULL, published_at = NULL, condemned_at = NULL, status = 4, \
     status_text = $3, status_at = $4 \
     WHERE id = $1 AND upload_id = $2 AND stored_at IS NULL AND purged_at IS NULL AND expired_at IS NULL \
     AND upload_lease_until < $5",
);

pub(super) const STALLED_UPLOADS: Statement = Statement::new(
    "stalled uploads",
    "SELECT id, upload_id FROM attachment \
     WHERE upload_lease_until IS NOT NULL AND upload_lease_until < $1 ORDER BY upload_lease_until LIMIT 100",
);

pub(super) const OWNED_UPLOADS: ListStatement = ListStatement {
    name: "owned uploads",
    arguments: 0,
    columns: &["upload_id"],
    parts: &[
        sql("SELECT upload_id FROM attachment WHERE purged_at IS NULL AND expired_at IS NULL AND upload_id IS NOT NULL AND upload_id IN ("),
        Part::Each(0),
        sql(")"),
    ],
};

impl Transaction {
    /// Begins an upload when none is under way, none has succeeded, and the attachment is there: of any number at once one begins.
    /// `real_now` decides whether an attempt that did not end is still alive; `lease_until` is of real time too.
    pub async fn start_upload(
        &mut self,
        id: AttachmentId,
        upload: UploadId,
        at: Timestamp,
        real_now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<bool, StorageError> {
        Ok(exec!(self, START_UPLOAD, [id.0, upload.0, At(lease_until), At(at), At(real_now)])? == 1)
    }

    /// The bytes lie in the store. False when the attachment went meanwhile, or the attempt was given up: the bytes belong to nobody.
    pub async fn finish_upload(
        &mut self,
        id: AttachmentId,
        upload: UploadId,
        bytes: &StoredBytes,
        at: Timestamp,
    ) -> Result<bool, StorageError> {
        let size = i64::try_from(bytes.size).unwrap_or(i64::MAX);
        Ok(exec!(self, FINISH_UPLOAD, [id.0, upload.0, At(at), size, bytes.md5.as_str(), bytes.sha256.as_str()])? == 1)
    }

    /// The attempt failed; another may follow. Whoever is not the attempt itself says `stalled_at`: if its lease lasts longer than that
    /// moment of real time it is alive after all.
    pub async fn fail_upload(
        &mut self,
        id: AttachmentId,
        upload: UploadId,
        text: &str,
        at: Timestamp,
        stalled_at: Option<Timestamp>,
    ) -> Result<bool, StorageError> {
        let stalled_at = stalled_at.map_or(Bound::End, Bound::At);
        Ok(exec!(self, FAIL_UPLOAD, [id.0, upload.0, text, At(at), stalled_at])? == 1)
    }
}

impl Storage {
    /// Says that the attempt is still alive. False when it is not the attachment's any more.
    pub async fn renew_upload(&self, id: AttachmentId, upload: UploadId, lease_until: Timestamp) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let renewed = exec!(session, RENEW_UPLOAD, [id.0, upload.0, At(lease_until)])? == 1;
        session.done().await?;
        Ok(renewed)
    }

    /// Up to a hundred attempts whose process is gone.
    pub async fn stalled_uploads(&self, real_now: Timestamp) -> Result<Vec<(AttachmentId, UploadId)>, StorageError> {
        let stalled = all!(self.read().await?, STALLED_UPLOADS, (Uuid, Uuid), [At(real_now)])?;
        Ok(stalled.into_iter().map(|(id, upload)| (AttachmentId(id), UploadId(upload))).collect())
    }

    /// Those of the uploads whose bytes an attachment has or is about to have.
    pub async fn owned_uploads(&self, uploads: &[UploadId]) -> Result<HashSet<UploadId>, StorageError> {
        if uploads.is_empty() {
            return Ok(HashSet::new());
        }
        let uploads: Vec<Uuid> = uploads.iter().map(|upload| upload.0).collect();
        let owned = all_rows!(self.read().await?, OWNED_UPLOADS, (Uuid,), [], padded(&uploads), upload => [*upload])?;
        Ok(owned.into_iter().map(|(upload,)| UploadId(upload)).collect())
    }
}
