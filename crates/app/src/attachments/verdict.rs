//! What follows once the bytes of a file lie in the store.

use correspondence_domain::attachment::{Attachment, AttachmentStatus};
use correspondence_domain::identifiers::PartyUuid;
use correspondence_domain::time::Timestamp;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{StorageError, Transaction};

use super::history;
use crate::App;

const BYPASSED: &str = "Bypassed malware scan";

/// A file of a trusted resource is published at once; any other waits for its verdict.
pub(super) async fn bytes_arrived(
    app: &App,
    transaction: &mut Transaction,
    attachment: &Attachment,
    now: Timestamp,
) -> Result<Vec<NewJob>, StorageError> {
    let bypassed = app.settings.attachments.scan_bypass_resources.iter().any(|resource| resource == attachment.resource.as_str());
    if bypassed && transaction.publish_attachment(attachment.id, now).await? {
        let entry = history(app, attachment.id, AttachmentStatus::Published, Some(BYPASSED), now, PartyUuid::UNKNOWN);
        transaction.append_attachment_history(&[entry]).await?;
    }
    Ok(Vec::new())
}
