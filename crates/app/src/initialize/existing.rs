//! The shared attachments that a letter reuses: rows 26, 27 and 36 of lifecycle §4.2, which ask the database.

use std::collections::{HashMap, HashSet};

use correspondence_domain::attachment::Attachment;
use correspondence_domain::correspondence::create::rules::Checked;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::party::OrganisationNumber;
use correspondence_domain::time::Timestamp;

use crate::{App, AppError};

/// Rows 26 and 27: the attachments in the order of the request. One that is named twice is taken once (lifecycle O28).
pub(super) async fn existing_attachments(app: &App, request: &Checked, owner: &OrganisationNumber) -> Result<Vec<Attachment>, AppError> {
    let mut seen = HashSet::new();
    let ids: Vec<AttachmentId> = request.existing_attachments.iter().copied().filter(|id| seen.insert(*id)).collect();
    let found = app.storage.attachments(&ids).await?;
    let mut found: HashMap<AttachmentId, Attachment> = found.into_iter().map(|attachment| (attachment.id, attachment)).collect();
    if found.values().any(|attachment| attachment.service_owner != *owner) {
        return Err(ErrorNumber::ExistingAttachmentOfOtherSender.into());
    }
    ids.iter().map(|id| found.remove(id).ok_or_else(|| ErrorNumber::ExistingAttachmentNotFound.into())).collect()
}

/// Row 36: what ends within six hours is not worth sending.
pub(super) async fn check_not_expiring(app: &App, existing: &[Attachment], now: Timestamp) -> Result<(), AppError> {
    // A letter's right to a file has an end only if the file was made known with days: others need no look at their letters.
    let ending = existing.iter().filter(|attachment| attachment.expiration_in_days.is_some());
    let ids: Vec<AttachmentId> = ending.map(|attachment| attachment.id).collect();
    let expiries = app.storage.expiries(&ids).await?;
    if expiries.values().any(|expiry| expiry.is_soon(now)) { Err(ErrorNumber::ExistingAttachmentExpires.into()) } else { Ok(()) }
}
