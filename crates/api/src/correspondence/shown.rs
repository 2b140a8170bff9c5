//! A letter as the API shows it (http-api §7.2–7.4). Members are in the order of the wire; null members are written.

use correspondence_app::{LetterView, ShownContent};
use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{CorrespondenceStatus, HistoryEntry, ReferenceType};
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::shown_attachment::ShownAttachment;
use crate::openapi::{enumerations, requests, responses};

/// The texts of a letter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CorrespondenceContentExt)]
pub(crate) struct Content {
    /// Files of the letter.
    attachments: Vec<ShownAttachment>,
    /// Language of the texts; `no` where they are not shown.
    language: String,
    /// Title.
    message_title: String,
    /// Summary; empty when there is none.
    message_summary: String,
    /// Body in Markdown.
    message_body: String,
}

impl Content {
    /// What a sender is shown of a published letter is a placeholder (http-api §7.2, oddity 24).
    fn of(shown: Option<ShownContent>, attached: Vec<Attached>) -> Self {
        let ShownContent { language, title, summary, body } = shown.unwrap_or_else(|| ShownContent {
            language: "no".to_owned(),
            title: String::new(),
            summary: String::new(),
            body: String::new(),
        });
        let attachments = attached.into_iter().map(ShownAttachment::from).collect();
        Self { attachments, language, message_title: title, message_summary: summary, message_body: body }
    }
}

/// A link to another system.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ShownExternalReferenceExt)]
pub(crate) struct Reference {
    /// The link itself.
    reference_value: String,
    /// What kind of link.
    #[serde(serialize_with = "reference_type")]
    #[schema(value_type = enumerations::ReferenceTypeExt)]
    reference_type: ReferenceType,
}

/// Its name; an integer outside the enumeration stays a number (http-api §2.5).
fn reference_type<S: Serializer>(kind: &ReferenceType, serializer: S) -> Result<S::Ok, S::Error> {
    match kind {
        ReferenceType::Unknown(number) => serializer.serialize_i64(*number),
        known => serializer.collect_str(&format_args!("{known:?}")),
    }
}

/// A link by which the recipient may answer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ShownReplyOptionExt)]
pub(crate) struct ReplyOption {
    /// Where it leads.
    #[serde(rename = "linkURL")]
    link_url: String,
    /// What it says.
    link_text: Option<String>,
}

/// An entry of a letter's history.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CorrespondenceStatusEventExt)]
pub(crate) struct StatusEvent {
    /// What happened.
    #[serde(serialize_with = "status_name")]
    #[schema(value_type = enumerations::CorrespondenceStatusExt)]
    status: CorrespondenceStatus,
    /// Its text.
    status_text: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    status_changed: Timestamp,
}

impl From<HistoryEntry> for StatusEvent {
    fn from(entry: HistoryEntry) -> Self {
        Self { status: entry.status, status_text: entry.text, status_changed: entry.at }
    }
}

/// Its name on the wire.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
pub(crate) fn status_name<S: Serializer>(status: &CorrespondenceStatus, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.name())
}

/// Overview and details show the same letter with different members before and between.
macro_rules! shown_letter {
    ($(#[$meta:meta])* $name:ident { $($(#[$first_meta:meta])* $first:ident: $first_type:ty,)* }
     between { $($(#[$middle_meta:meta])* $middle:ident: $middle_type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name {
            $($(#[$first_meta])* $first: $first_type,)*
            /// Who it is for, as a URN.
            #[schema(value_type = String)]
            recipient: PartyUrn,
            /// Its id.
            #[schema(value_type = uuid::Uuid)]
            correspondence_id: CorrespondenceId,
            /// What it says.
            content: Content,
            /// When it was accepted.
            #[schema(value_type = String, format = DateTime)]
            created: Timestamp,
            /// The status with the highest number, Fetched aside.
            #[serde(serialize_with = "status_name")]
            #[schema(value_type = enumerations::CorrespondenceStatusExt)]
            status: CorrespondenceStatus,
            /// Text of that status.
            status_text: String,
            /// When it got that status.
            #[schema(value_type = String, format = DateTime)]
            status_changed: Timestamp,
            $($(#[$middle_meta])* $middle: $middle_type,)*
            /// Number of a letter that came from the previous generation.
            altinn2_correspondence_id: Option<i32>,
            /// When it became visible to the recipient.
            #[schema(value_type = Option<String>, format = DateTime)]
            published: Option<Timestamp>,
            /// When the recipient first read it.
            #[schema(value_type = Option<String>, format = DateTime)]
            read: Option<Timestamp>,
            /// Resource it was sent under.
            resource_id: String,
            /// Its service owner, as a URN.
            #[schema(value_type = String)]
            sender: PartyUrn,
            /// The sender's own reference.
            senders_reference: String,
            /// Name shown instead of the sender's; empty when there is none.
            message_sender: String,
            /// When it was to be visible.
            #[schema(value_type = String, format = DateTime)]
            requested_publish_time: Timestamp,
            /// Until when the recipient is to answer.
            #[schema(value_type = Option<String>, format = DateTime)]
            due_date_time: Option<Timestamp>,
            /// Links to other systems, the sender's and the system's.
            external_references: Vec<Reference>,
            /// Free properties.
            #[schema(value_type = std::collections::HashMap<String, String>)]
            property_list: IndexMap<String, String>,
            /// Links by which the recipient may answer.
            reply_options: Vec<ReplyOption>,
            /// Always null.
            #[schema(value_type = Option<requests::InitializeCorrespondenceNotificationExt>)]
            notification: (),
            /// The recipient's reservation is passed over.
            ignore_reservation: bool,
            /// The recipient is asked to confirm.
            is_confirmation_needed: bool,
            /// Confidential mail.
            is_confidential: bool,
            /// The recipient may send it on by e-mail.
            allow_forwarding: bool,
        }

        impl $name {
            /// Shows a letter.
            pub(crate) fn new(view: LetterView, $($first: $first_type,)* $($middle: $middle_type,)*) -> Self {
                let LetterView { letter, content, shown, attached, external_references, reported, read_at } = view;
                Self {
                    $($first,)*
                    $($middle,)*
                    correspondence_id: letter.id,
                    content: Content::of(shown, attached),
                    created: letter.created_at,
                    status: reported.status,
                    status_text: reported.text,
                    status_changed: reported.at,
                    altinn2_correspondence_id: letter.altinn2_id,
                    published: letter.state.published_at,
                    read: read_at,
                    resource_id: letter.resource.to_string(),
                    sender: letter.sender(),
                    senders_reference: content.senders_reference,
                    message_sender: content.message_sender.unwrap_or_default(),
                    requested_publish_time: letter.requested_publish_at,
                    due_date_time: letter.due_at,
                    external_references: external_references
                        .into_iter()
                        .map(|reference| Reference { reference_value: reference.value, reference_type: reference.kind })
                        .collect(),
                    property_list: content.property_list,
                    reply_options: content
                        .reply_options
                        .into_iter()
                        .map(|option| ReplyOption { link_url: option.link, link_text: option.text })
                        .collect(),
                    notification: (),
                    ignore_reservation: letter.ignore_reservation.unwrap_or_default(),
                    is_confirmation_needed: letter.is_confirmation_needed,
                    is_confidential: letter.is_confidential,
                    allow_forwarding: letter.allow_forwarding,
                    recipient: letter.recipient,
                }
            }
        }
    };
}

shown_letter! {
    /// A letter.
    CorrespondenceOverviewExt {}
    between {
        /// Notifications that were ordered.
        notifications: Vec<responses::CorrespondenceNotificationOverviewExt>,
    }
}

shown_letter! {
    /// A letter with its history.
    CorrespondenceDetailsExt {
        /// What happened to it, in order.
        status_history: Vec<StatusEvent>,
        /// Notifications and what became of them.
        notifications: Vec<responses::NotificationExt>,
        /// Where the recipient keeps its dialog.
        #[schema(value_type = enumerations::DialogPortenSystemLabel)]
        system_label: String,
    }
    between {}
}
