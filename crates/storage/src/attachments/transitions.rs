//! Transitions of attachments that are not uploads. Each is a compare-and-set and reports whether it took place; the history is the
//! caller's to append.

use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::time::Timestamp;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::types::At;

/// A file that went keeps the status it went with (lifecycle O46).
macro_rules! still_there {
    () => {
        "purged_at IS NULL AND expired_at IS NULL"
    };
}

/// A verdict that says what is known already changes nothing.
pub(super) const PUBLISH_ATTACHMENT: Statement = Statement::new(
    "publish attachment",
    concat!(
        "UPDATE attachment SET published_at = COALESCE(published_at, $2), status = 2, status_text = $3, status_at = $2 \
         WHERE id = $1 AND status <> 2 AND ",
        still_there!()
    ),
);

pub(super) const CONDEMN_ATTACHMENT: Statement = Statement::new(
    "condemn attachment",
    concat!(
        "UPDATE attachment SET condemned_at = $2, status = 4, status_text = $3, status_at = $2 WHERE id = $1 AND condemned_at IS NULL AND ",
        still_there!()
    ),
);

pub(super) const PURGE_ATTACHMENT: Statement = Statement::new(
    "purge attachment",
    concat!(
        "UPDATE attachment SET purged_at = $2, status = 3, status_text = $3, status_at = $2, upload_lease_until = NULL WHERE id = $1 AND ",
        still_there!()
    ),
);

pub(super) const EXPIRE_ATTACHMENT: Statement = Statement::new(
    "expire attachment",
    concat!(
        "UPDATE attachment SET expired_at = $2, status = 5, status_text = $3, status_at = $2, upload_lease_until = NULL WHERE id = $1 AND ",
        still_there!()
    ),
);

impl Transaction {
    /// The scanner found nothing, or need not look; no text is the status' name. An attachment that it had refused before shows Published all
    /// the same (lifecycle §5.4).
    pub async fn publish_attachment(&mut self, id: AttachmentId, text: Option<&str>, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, PUBLISH_ATTACHMENT, [id.0, At(at), text])? == 1)
    }

    /// The scanner refused it: for good.
    pub async fn condemn_attachment(&mut self, id: AttachmentId, text: &str, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, CONDEMN_ATTACHMENT, [id.0, At(at), text])? == 1)
    }

    /// Takes it away; whether a letter still needs it is the caller's to know, with the attachment locked.
    pub async fn purge_attachment(&mut self, id: AttachmentId, text: &str, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, PURGE_ATTACHMENT, [id.0, At(at), text])? == 1)
    }

    /// Its time is over; whether a letter still keeps it is the caller's to know, with the attachment locked.
    pub async fn expire_attachment(&mut self, id: AttachmentId, text: &str, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, EXPIRE_ATTACHMENT, [id.0, At(at), text])? == 1)
    }
}
