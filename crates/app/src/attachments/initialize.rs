//! A sender makes a file known that letters may share (lifecycle §5.2). Its bytes are uploaded next.

use correspondence_domain::attachment::{AttachmentStatus, DataLocation, check_expiration, check_file_name};
use correspondence_domain::correspondence::create::RequestedAttachment;
use correspondence_domain::error::ErrorNumber;
use correspondence_domain::event::AttachmentEvent;
use correspondence_domain::identifiers::AttachmentId;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::{ResourceId, ResourceType};
use correspondence_storage::NewAttachment;

use super::history;
use crate::caller::Caller;
use crate::jobs::publish_event;
use crate::{App, AppError, access};

/// Makes the file known. Its shape was checked before ([`validate_attachment_shape`]).
///
/// [`validate_attachment_shape`]: correspondence_domain::correspondence::create::validate_attachment_shape
///
/// # Errors
/// 1036, 4001, 4009, 4006 or 4002, 2010, 2011, 2013, 2012, 2021, 2017, in this order.
pub async fn initialize(app: &App, caller: &Caller, resource_id: &str, requested: RequestedAttachment) -> Result<AttachmentId, AppError> {
    let resource_id = ResourceId::parse(resource_id).ok_or(ErrorNumber::UnknownResource)?;
    let resource = app.platform.resources.resource(&resource_id).await?.ok_or(ErrorNumber::UnknownResource)?;
    let owner = resource.owner_number().ok_or(ErrorNumber::UnknownResource)?;
    access::as_sender(app, caller, &resource, &PartyUrn::organisation(&owner)).await?;
    if !matches!(resource.kind, ResourceType::CorrespondenceService | ResourceType::GenericAccessResource) {
        return Err(ErrorNumber::WrongResourceTypeForAttachment.into());
    }
    let party = caller.party(app).await?.uuid;
    let file_name = requested.file_name.unwrap_or_default();
    check_file_name(&file_name)?;
    check_expiration(requested.expiration_in_days, app.settings.attachments.in_production)?;

    let now = app.now();
    let id = AttachmentId(app.new_id(now, 0));
    let attachment = NewAttachment {
        id,
        resource: resource.id.clone(),
        service_owner: owner,
        file_name,
        display_name: requested.display_name,
        senders_reference: requested.senders_reference.unwrap_or_default(),
        is_encrypted: requested.is_encrypted,
        checksum: requested.checksum.filter(|checksum| !checksum.trim().is_empty()),
        expiration_in_days: requested.expiration_in_days,
        data_location: DataLocation::default(),
        created_at: now,
    };
    let mut transaction = app.storage.begin().await?;
    transaction.insert_attachments(&[attachment]).await?;
    transaction.append_attachment_history(&[history(app, id, AttachmentStatus::Initialized, None, now, party)]).await?;
    app.commit(transaction, &[publish_event::attachment_job(app.new_job_id(now, 0), id, AttachmentEvent::Initialized, now)]).await?;
    Ok(id)
}
