//! The request after its shape was found right: nothing that is required is missing any more, and defaults are filled in.

use indexmap::IndexMap;

use super::notification::resolve;
use crate::attachment::DataLocation;
use crate::correspondence::create::{InitializeRequest, RequestedAttachment, RequestedReference, RequestedReplyOption};
use crate::correspondence::notification::Notification;
use crate::correspondence::{Content, ExternalReference, ReferenceType, ReplyOption};
use crate::error::{ErrorNumber, Refusal};
use crate::identifiers::{AttachmentId, ContentId, DialogId, IdempotentKey};
use crate::resource::ResourceId;
use crate::text::placeholder;
use crate::time::Timestamp;

/// Language of a letter whose sender names none (lifecycle §4.1).
const DEFAULT_LANGUAGE: &str = "nb";

/// A create request that can be judged by the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.1 to §5.3")]
pub struct Checked {
    /// Entries as they were sent; [`super::recipients`] gives them as parties.
    pub given_recipients: Vec<String>,
    pub existing_attachments: Vec<AttachmentId>,
    pub idempotent_key: Option<IdempotentKey>,
    /// `resourceId` without its scheme.
    pub resource: ResourceId,
    pub senders_reference: String,
    pub message_sender: Option<String>,
    /// As it was sent, `nb` when none was.
    pub language: String,
    pub title: String,
    /// Empty when none was sent.
    pub summary: String,
    pub body: String,
    pub requested_publish_time: Option<Timestamp>,
    pub due_date_time: Option<Timestamp>,
    pub external_references: Vec<ExternalReference>,
    pub property_list: IndexMap<String, String>,
    pub reply_options: Vec<ReplyOption>,
    /// `content.attachments`, each of which needs a file.
    pub new_attachments: Vec<NewAttachment>,
    pub notification: Option<Notification>,
    pub ignore_reservation: Option<bool>,
    pub is_confirmation_needed: bool,
    pub is_confidential: bool,
    pub allow_forwarding: bool,
}

/// What is said about a file that comes with the request (http-api §5.4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "members are named and explained by http-api §5.4")]
pub struct NewAttachment {
    pub file_name: String,
    pub display_name: Option<String>,
    pub is_encrypted: bool,
    /// None when it is blank.
    pub checksum: Option<String>,
    pub senders_reference: String,
    pub expiration_in_days: Option<i32>,
    pub data_location: DataLocation,
}

impl Checked {
    /// Takes a request that [`validate_shape`] had nothing to say about. Texts that are missing all the same are taken as empty, so that
    /// the rules about empty texts refuse them.
    ///
    /// # Errors
    /// 3023 for an unknown template; 1019 without content, 1036 for a resource id that cannot exist: a direct caller passed over the shape.
    ///
    /// [`validate_shape`]: crate::correspondence::create::validate_shape
    pub fn from_shape(request: InitializeRequest) -> Result<Self, Refusal> {
        let correspondence = request.correspondence.ok_or(ErrorNumber::ContentMissing)?;
        let content = correspondence.content.ok_or(ErrorNumber::ContentMissing)?;
        let resource = ResourceId::parse(correspondence.resource_id.as_deref().unwrap_or_default()).ok_or(ErrorNumber::UnknownResource)?;
        Ok(Self {
            given_recipients: request.recipients.unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect(),
            existing_attachments: request.existing_attachments.into_iter().map(AttachmentId).collect(),
            idempotent_key: request.idempotent_key.map(IdempotentKey),
            resource,
            senders_reference: correspondence.senders_reference.unwrap_or_default(),
            message_sender: correspondence.message_sender,
            language: content.language.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| DEFAULT_LANGUAGE.to_owned()),
            title: content.message_title.unwrap_or_default(),
            summary: content.message_summary.unwrap_or_default(),
            body: content.message_body.unwrap_or_default(),
            requested_publish_time: correspondence.requested_publish_time,
            due_date_time: correspondence.due_date_time,
            external_references: correspondence.external_references.into_iter().flatten().map(reference).collect(),
            property_list: correspondence.property_list.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
            reply_options: correspondence.reply_options.into_iter().flatten().map(reply_option).collect(),
            new_attachments: content.attachments.into_iter().flatten().map(new_attachment).collect(),
            notification: correspondence.notification.map(resolve).transpose()?,
            ignore_reservation: correspondence.ignore_reservation,
            is_confirmation_needed: correspondence.is_confirmation_needed,
            is_confidential: correspondence.is_confidential,
            allow_forwarding: correspondence.allow_forwarding,
        })
    }

    /// When the letter is to be visible: as asked for, else at once (lifecycle §4.1).
    #[must_use]
    pub fn publish_time(&self, now: Timestamp) -> Timestamp {
        self.requested_publish_time.unwrap_or(now)
    }

    /// Whether the letter is meant for a dialog that exists.
    #[must_use]
    pub fn names_dialog(&self) -> bool {
        self.dialog_reference().is_some()
    }

    /// The dialog that the letter is meant for; none also when its id is no GUID, which [`super::check_references`] refuses.
    #[must_use]
    pub fn dialog(&self) -> Option<DialogId> {
        self.dialog_reference().and_then(super::references::guid).map(DialogId)
    }

    /// The first dialog id among the references, as it was sent.
    pub(super) fn dialog_reference(&self) -> Option<&str> {
        let dialog = self.external_references.iter().find(|reference| reference.kind == ReferenceType::DialogportenDialogId);
        dialog.map(|reference| reference.value.as_str())
    }

    /// Whether the texts need the recipient's name (row 38).
    #[must_use]
    pub fn uses_recipient_name(&self) -> bool {
        [&self.title, &self.summary, &self.body].into_iter().any(|text| placeholder::is_used(text))
    }

    /// What the letters of this request say, stored once under `id`.
    #[must_use]
    pub fn content(&self, id: ContentId) -> Content {
        Content {
            id,
            language: self.language.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            body: self.body.clone(),
            message_sender: self.message_sender.clone(),
            senders_reference: self.senders_reference.clone(),
            external_references: self.external_references.clone(),
            property_list: self.property_list.clone(),
            reply_options: self.reply_options.clone(),
            notification: self.notification.clone(),
        }
    }
}

fn reference(given: RequestedReference) -> ExternalReference {
    ExternalReference { kind: ReferenceType::from_number(given.reference_type), value: given.reference_value.unwrap_or_default() }
}

fn reply_option(given: RequestedReplyOption) -> ReplyOption {
    ReplyOption { link: given.link_url.unwrap_or_default(), text: given.link_text }
}

fn new_attachment(given: RequestedAttachment) -> NewAttachment {
    NewAttachment {
        file_name: given.file_name.unwrap_or_default(),
        display_name: given.display_name,
        is_encrypted: given.is_encrypted,
        checksum: given.checksum.filter(|text| !text.trim().is_empty()),
        senders_reference: given.senders_reference.unwrap_or_default(),
        expiration_in_days: given.expiration_in_days,
        data_location: if given.is_external { DataLocation::ExternalStorage } else { DataLocation::AltinnCorrespondenceAttachment },
    }
}
