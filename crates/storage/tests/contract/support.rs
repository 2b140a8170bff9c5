//! Letters to test with. Identities count upwards, so that every test sees the same ones.

use correspondence_domain::attachment::DataLocation;
use correspondence_domain::correspondence::notification::{Notification, NotificationRecipient};
use correspondence_domain::correspondence::{Content, CorrespondenceStatus, DialogLink, ExternalReference, ReferenceType, ReplyOption};
use correspondence_domain::identifiers::{AttachmentId, ContentId, CorrespondenceId, HistoryId, PartyUuid, UploadId};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{InitialStatus, NewAttachment, NewHistory, NewLetter, Storage};
use uuid::Uuid;

pub(crate) const SENDER: &str = "991825827";
pub(crate) const RECIPIENT: &str = "urn:altinn:organization:identifier-no:310244007";
pub(crate) const RESOURCE: &str = "demo-correspondence";

/// A fixed identity for a number; larger numbers are larger identities.
pub(crate) fn uuid(number: u64) -> Uuid {
    Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) | u128::from(number))
}

pub(crate) fn id(number: u64) -> CorrespondenceId {
    CorrespondenceId(uuid(number))
}

pub(crate) fn party(number: u64) -> PartyUuid {
    PartyUuid(uuid(1_000_000 + number))
}

/// A moment some seconds after a fixed one.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + seconds * 1_000_000)
}

pub(crate) fn sender() -> OrganisationNumber {
    OrganisationNumber::parse(SENDER).unwrap()
}

pub(crate) fn recipient() -> PartyUrn {
    PartyUrn::stored(RECIPIENT.to_owned())
}

pub(crate) fn resource() -> ResourceId {
    ResourceId::stored(RESOURCE.to_owned())
}

pub(crate) fn content(number: u64) -> Content {
    Content {
        id: ContentId(uuid(number)),
        language: "nb".to_owned(),
        title: "Vedtak om bostøtte".to_owned(),
        summary: String::new(),
        body: "# Til $recipientName$\n\nSøknaden er innvilget 🎉".to_owned(),
        message_sender: Some("Husbanken".to_owned()),
        senders_reference: "sak-1".to_owned(),
        external_references: vec![
            ExternalReference { kind: ReferenceType::Generic, value: "arkiv".to_owned() },
            ExternalReference { kind: ReferenceType::Unknown(77), value: String::new() },
        ],
        property_list: [("z", "1"), ("a", "2"), ("m", "")].map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        reply_options: vec![ReplyOption { link: "https://example.no/svar".to_owned(), text: None }],
        notification: Some(Notification {
            custom_recipients: vec![NotificationRecipient { email_address: Some("kari@example.no".to_owned()), ..Default::default() }],
            send_reminder: true,
            ..Default::default()
        }),
    }
}

pub(crate) fn letter(number: u64) -> NewLetter {
    NewLetter {
        id: id(number),
        resource: resource(),
        service_owner: sender(),
        recipient: recipient(),
        content: ContentId(uuid(1)),
        senders_reference: "sak-1".to_owned(),
        created_at: at(0),
        requested_publish_at: at(60),
        due_at: None,
        ignore_reservation: None,
        is_confirmation_needed: false,
        is_confidential: false,
        allow_forwarding: false,
        recipient_name: None,
        dialog: DialogLink::None,
        attachment_count: 0,
        initial: InitialStatus::Ready,
    }
}

pub(crate) fn history(number: u64, correspondence: CorrespondenceId, status: CorrespondenceStatus, at: Timestamp) -> NewHistory {
    NewHistory { id: HistoryId(uuid(number)), correspondence, status, text: None, at, party: party(1) }
}

/// Inserts letters with content 1.
pub(crate) async fn insert(storage: &Storage, letters: &[NewLetter]) {
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_content(&content(1)).await.unwrap();
    transaction.insert_letters(letters).await.unwrap();
    transaction.commit().await.unwrap();
}

/// Publishes letters that were inserted.
pub(crate) async fn publish(storage: &Storage, ids: &[CorrespondenceId], at: Timestamp) {
    let mut transaction = storage.begin().await.unwrap();
    let published = transaction.publish(ids, at).await.unwrap();
    assert_eq!(published.len(), ids.len());
    transaction.commit().await.unwrap();
}

pub(crate) fn attachment_id(number: u64) -> AttachmentId {
    AttachmentId(uuid(2_000_000 + number))
}

pub(crate) fn upload_id(number: u64) -> UploadId {
    UploadId(uuid(3_000_000 + number))
}

pub(crate) fn attachment(number: u64) -> NewAttachment {
    NewAttachment {
        id: attachment_id(number),
        resource: resource(),
        service_owner: sender(),
        file_name: format!("møte {number}.pdf"),
        display_name: None,
        senders_reference: "V-1".to_owned(),
        is_encrypted: false,
        checksum: None,
        expiration_in_days: None,
        data_location: DataLocation::default(),
        created_at: at(0),
    }
}

pub(crate) async fn insert_attachments(storage: &Storage, attachments: &[NewAttachment]) {
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_attachments(attachments).await.unwrap();
    transaction.commit().await.unwrap();
}
