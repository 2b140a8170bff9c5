//! Rows of letters and contents, and the domain's values made of them.

use correspondence_domain::correspondence::notification::Notification;
use correspondence_domain::correspondence::{
    Content, CorrespondenceStatus, DialogLink, ExternalReference, Letter, PurgedBy, ReplyOption, ReportedStatus, State,
};
use correspondence_domain::identifiers::{ContentId, CorrespondenceId, DialogId, TransmissionId};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::StorageError;
use crate::types::At;

/// The columns of a [`LetterRow`].
macro_rules! letter_columns {
    () => {
        "correspondence.id, correspondence.content_id, correspondence.created_at, correspondence.requested_publish_at, \
         correspondence.status_at, correspondence.due_at, correspondence.ready_at, correspondence.published_at, \
         correspondence.fetched_at, correspondence.read_at, correspondence.confirmed_at, correspondence.purged_at, \
         correspondence.failed_at, correspondence.reserved_at, correspondence.downloaded_at, correspondence.forwarded_at, \
         correspondence.altinn2_id, correspondence.status, correspondence.purged_by, correspondence.attachment_count, correspondence.ignore_reservation, \
         correspondence.is_confirmation_needed, correspondence.is_confidential, correspondence.allow_forwarding, \
         correspondence.dialog_is_foreign, correspondence.dialog_id, correspondence.transmission_id, correspondence.resource_id, \
         correspondence.service_owner, correspondence.recipient, correspondence.recipient_name, correspondence.status_text"
    };
}

/// The columns of a [`ContentRow`]; its identity is the letter's `content_id`.
macro_rules! content_columns {
    () => {
        "content.language, content.title, content.summary, content.body, content.message_sender, content.senders_reference, \
         content.document"
    };
}

pub(super) use {content_columns, letter_columns};

#[derive(sqlx::FromRow)]
pub(super) struct LetterRow {
    id: Uuid,
    content_id: Uuid,
    created_at: At,
    requested_publish_at: At,
    status_at: At,
    due_at: Option<At>,
    ready_at: Option<At>,
    published_at: Option<At>,
    fetched_at: Option<At>,
    read_at: Option<At>,
    confirmed_at: Option<At>,
    purged_at: Option<At>,
    failed_at: Option<At>,
    reserved_at: Option<At>,
    downloaded_at: Option<At>,
    forwarded_at: Option<At>,
    altinn2_id: Option<i32>,
    status: i16,
    purged_by: Option<i16>,
    attachment_count: i16,
    ignore_reservation: Option<bool>,
    is_confirmation_needed: bool,
    is_confidential: bool,
    allow_forwarding: bool,
    dialog_is_foreign: bool,
    dialog_id: Option<Uuid>,
    transmission_id: Option<Uuid>,
    resource_id: String,
    service_owner: String,
    recipient: String,
    recipient_name: Option<String>,
    status_text: Option<String>,
}

#[derive(sqlx::FromRow)]
pub(super) struct ContentRow {
    language: String,
    title: String,
    summary: String,
    body: String,
    message_sender: Option<String>,
    senders_reference: String,
    document: Json<ContentDocument>,
}

#[derive(sqlx::FromRow)]
pub(super) struct LetterAndContentRow {
    #[sqlx(flatten)]
    letter: LetterRow,
    #[sqlx(flatten)]
    content: ContentRow,
}

/// The small lists of a content. Properties are a list of pairs, because `jsonb` does not keep the order of an object's members.
#[derive(Serialize, Deserialize)]
pub(super) struct ContentDocument {
    external_references: Vec<ExternalReference>,
    property_list: Vec<(String, String)>,
    reply_options: Vec<ReplyOption>,
    /// Not there in contents of before notifications were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notification: Option<Notification>,
}

impl ContentDocument {
    pub(super) fn of(content: &Content) -> Self {
        Self {
            external_references: content.external_references.clone(),
            property_list: content.property_list.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            reply_options: content.reply_options.clone(),
            notification: content.notification.clone(),
        }
    }
}

/// The number that says which side purged a letter: that of the status it left.
pub(super) const fn purged_by_number(by: PurgedBy) -> i16 {
    by.status().number()
}

/// A stored status number as a status.
pub(super) fn status(number: i16, table: &'static str, row: Uuid) -> Result<CorrespondenceStatus, StorageError> {
    CorrespondenceStatus::from_number(number.into()).ok_or(StorageError::meaningless(table, "status", row))
}

fn moment(at: Option<At>) -> Option<Timestamp> {
    at.map(|at| at.0)
}

impl LetterRow {
    pub(super) fn into_letter(self) -> Result<Letter, StorageError> {
        const TABLE: &str = "correspondence";
        let row = self.id;
        let reported = status(self.status, TABLE, row)?;
        let purged = match (self.purged_at, self.purged_by) {
            (Some(at), Some(by)) => {
                let by = [PurgedBy::Recipient, PurgedBy::Sender].into_iter().find(|side| purged_by_number(*side) == by);
                Some((at.0, by.ok_or(StorageError::meaningless(TABLE, "purged_by", row))?))
            }
            _ => None,
        };
        let dialog = match self.dialog_id {
            None => DialogLink::None,
            Some(id) if self.dialog_is_foreign => DialogLink::Foreign(DialogId(id)),
            Some(id) => DialogLink::Own(DialogId(id)),
        };
        Ok(Letter {
            id: CorrespondenceId(row),
            resource: ResourceId::stored(self.resource_id),
            service_owner: OrganisationNumber::parse(&self.service_owner).ok_or(StorageError::meaningless(TABLE, "service_owner", row))?,
            recipient: PartyUrn::stored(self.recipient),
            content: ContentId(self.content_id),
            created_at: self.created_at.0,
            requested_publish_at: self.requested_publish_at.0,
            due_at: moment(self.due_at),
            ignore_reservation: self.ignore_reservation,
            is_confirmation_needed: self.is_confirmation_needed,
            is_confidential: self.is_confidential,
            allow_forwarding: self.allow_forwarding,
            recipient_name: self.recipient_name,
            altinn2_id: self.altinn2_id,
            has_attachments: self.attachment_count > 0,
            dialog,
            transmission: self.transmission_id.map(TransmissionId),
            state: State {
                ready_at: moment(self.ready_at),
                published_at: moment(self.published_at),
                fetched_at: moment(self.fetched_at),
                read_at: moment(self.read_at),
                confirmed_at: moment(self.confirmed_at),
                purged,
                failed_at: moment(self.failed_at),
                reserved_at: moment(self.reserved_at),
                downloaded_at: moment(self.downloaded_at),
                forwarded_at: moment(self.forwarded_at),
                reported: ReportedStatus {
                    status: reported,
                    text: self.status_text.unwrap_or_else(|| reported.name().to_owned()),
                    at: self.status_at.0,
                },
            },
        })
    }
}

impl ContentRow {
    fn into_content(self, id: ContentId) -> Content {
        let document = self.document.0;
        Content {
            id,
            language: self.language,
            title: self.title,
            summary: self.summary,
            body: self.body,
            message_sender: self.message_sender,
            senders_reference: self.senders_reference,
            external_references: document.external_references,
            property_list: document.property_list.into_iter().collect(),
            reply_options: document.reply_options,
            notification: document.notification,
        }
    }
}

impl LetterAndContentRow {
    pub(super) fn into_pair(self) -> Result<(Letter, Content), StorageError> {
        let letter = self.letter.into_letter()?;
        let content = self.content.into_content(letter.content);
        Ok((letter, content))
    }
}
