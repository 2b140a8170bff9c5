//! Creates letters: the checks of lifecycle §4.2 in their order, then one transaction with every job the letters need.

mod dialog;
mod existing;
mod files;
mod look_ups;
mod store;

use std::sync::Arc;

use correspondence_domain::correspondence::create::{InitializeRequest, rules};
use correspondence_domain::error::{ErrorNumber, Refusal};
use correspondence_domain::identifiers::{AttachmentId, IdempotentKey};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::{Resource, ResourceType};

use crate::caller::Caller;
use crate::files::NewFile;
use crate::to_the_end::to_the_end;
use crate::{App, AppError, access};

pub(crate) use look_ups::may_receive_confidential;
pub use store::InitializedLetter;

/// The answer to a create request (http-api §7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// One letter per recipient, in the order of the request.
    pub letters: Vec<InitializedLetter>,
    /// Attachments of the letters, each once.
    pub attachment_ids: Vec<AttachmentId>,
}

/// Creates one letter per recipient. The request's shape was checked before ([`validate_shape`]).
///
/// [`validate_shape`]: correspondence_domain::correspondence::create::validate_shape
///
/// # Errors
/// The first rule of lifecycle §4.2 that the request breaks; nothing is stored then.
pub async fn initialize(app: &App, caller: &Caller, request: InitializeRequest) -> Result<Initialized, AppError> {
    create(app, caller, request, Vec::new()).await
}

/// Creates one letter per recipient, with the files of a form. A client that does not wait for the answer leaves letters with their
/// files, or nothing.
///
/// # Errors
/// As [`initialize`].
pub async fn initialize_with_files(
    app: &Arc<App>,
    caller: Caller,
    request: InitializeRequest,
    files: Vec<NewFile>,
) -> Result<Initialized, AppError> {
    let shared = Arc::clone(app);
    to_the_end(app, async move { create(&shared, &caller, request, files).await }).await
}

async fn create(app: &App, caller: &Caller, request: InitializeRequest, files: Vec<NewFile>) -> Result<Initialized, AppError> {
    let request = rules::Checked::from_shape(request)?;
    rules::check_key_has_one_recipient(&request)?; // row 1
    if let Some(key) = request.idempotent_key {
        refuse_used_key(app, caller, key).await?; // row 2
    }

    let resource = app.platform.resources.resource(&request.resource).await?.ok_or(ErrorNumber::UnknownResource)?;
    let owner = resource.owner_number().ok_or(ErrorNumber::UnknownResource)?; // row 3
    access::as_sender(app, caller, &resource, &PartyUrn::organisation(&owner)).await?; // row 4
    check_type(&resource, &request)?; // rows 5, 6
    let party = caller.party(app).await?; // rows 7, 8
    look_ups::check_confidentiality(app, &resource, &request).await?; // rows 9, 10
    look_ups::check_forwarding_level(app, &resource, &request).await?; // row 11

    let recipients = rules::recipients(&request)?; // row 12
    let parties = look_ups::known_recipients(app, &recipients).await?; // row 13
    look_ups::check_roles(app, &request, &recipients, &parties).await?; // row 14
    rules::check_due_date_given(&request)?; // row 15
    let reserved = look_ups::reserved_recipients(app, &request, &recipients).await?; // rows 16, 17

    let now = app.now();
    rules::check_due_date(&request, now)?; // rows 18, 19
    rules::check_content(&request)?; // row 20
    rules::check_message_sender(&request)?; // row 21
    rules::check_references(&request)?; // rows 22 to 25, as far as they need no dialog
    let dialog = dialog::named_dialog(app, &request, &owner, &recipients).await?; // row 25
    let existing = existing::existing_attachments(app, &request, &owner).await?; // rows 26, 27
    rules::check_attachment_count(&request)?; // row 28
    rules::check_existing_published(&existing)?; // row 29
    let coming = files::coming(&files);
    rules::check_forwarded_size(&request, &existing, &coming)?; // row 30
    let places = rules::pair_files(&request, &coming)?; // rows 31 to 34
    rules::check_expirations(&request, app.settings.attachments.in_production)?; // row 35
    existing::check_not_expiring(app, &existing, now).await?; // row 36
    rules::check_reply_options(&request)?; // row 37
    // Row 38: that every recipient is known was row 13.
    rules::check_notification(&request)?; // row 39
    if request.notification.is_some() {
        tracing::warn!("a notification was asked for: it is kept with the letters, but this version sends none");
    }

    let of = files::Owner { resource: &resource.id, organisation: &owner, caller: party.uuid };
    let mut attachments = files::receive(app, &of, &request.new_attachments, in_order(files, &places)).await?; // row 40
    let new: Vec<AttachmentId> = attachments.iter().map(|attachment| attachment.id).collect();
    attachments.extend(existing);
    let attachment_ids = attachments.iter().map(|attachment| attachment.id).collect();

    let letters = store::Letters {
        resource: resource.id.clone(),
        owner,
        recipients,
        parties,
        reserved,
        dialog,
        now: app.now(), // storing files takes its time
        caller: party.uuid,
        attachments,
        new_attachments: new.len(),
    };
    let stored = store::store(app, &request, letters).await;
    if !matches!(stored, Ok(store::Stored::Letters(_))) {
        files::discard(app, &new).await;
    }
    match stored? {
        store::Stored::Letters(letters) => {
            app.jobs.wake();
            Ok(Initialized { letters, attachment_ids })
        }
        store::Stored::KeyTaken(key) => Err(key_used(app, caller, key).await?), // row 41
    }
}

/// The files in the order of the entries they belong to.
fn in_order(files: Vec<NewFile>, places: &[usize]) -> Vec<NewFile> {
    let mut files: Vec<Option<NewFile>> = files.into_iter().map(Some).collect();
    places.iter().filter_map(|place| files.get_mut(*place).and_then(Option::take)).collect()
}

/// Correspondences are sent under their own kind of resource; an app only adds to dialogs that exist (row 6).
fn check_type(resource: &Resource, request: &rules::Checked) -> Result<(), Refusal> {
    match resource.kind {
        ResourceType::CorrespondenceService => Ok(()),
        ResourceType::AltinnApp if request.names_dialog() => Ok(()),
        _ => Err(ErrorNumber::WrongResourceType.into()),
    }
}

async fn refuse_used_key(app: &App, caller: &Caller, key: IdempotentKey) -> Result<(), AppError> {
    if app.storage.key_owner(key).await?.is_some() { Err(key_used(app, caller, key).await?) } else { Ok(()) }
}

/// 1034, naming the letter that exists when the caller's organisation sent it (design §3, additive improvements).
async fn key_used(app: &App, caller: &Caller, key: IdempotentKey) -> Result<AppError, AppError> {
    let mut refusal = Refusal::from(ErrorNumber::IdempotentKeyUsed);
    if let Some(owner) = app.storage.key_owner(key).await?
        && caller.claims.own_organisation().as_ref() == Some(&owner.service_owner)
    {
        refusal.existing = vec![owner.correspondence];
    }
    Ok(refusal.into())
}
