//! How a letter looks as a transmission in a dialog that exists (integrations §10.4). What the remote cannot take is cut or left out as
//! for a dialog.

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, Letter};
use correspondence_domain::identifiers::{TransmissionId, dialog_part_id};
use correspondence_domain::time::Timestamp;
use correspondence_platform::dialogporten::{Actor, ContentValue, NewTransmission, TransmissionContent};

use crate::dialog::{InboxTexts, letter_url};
use crate::dialog_files;

/// The identity of a letter's transmission: the same at every attempt, so that there is never a second one.
pub(crate) fn transmission_id(letter: &Letter) -> TransmissionId {
    TransmissionId(dialog_part_id(letter.id, letter.created_at, "transmission"))
}

/// The transmission of a letter that is not published yet.
pub(crate) fn new_transmission(
    public_url: &str,
    letter: &Letter,
    content: &Content,
    attached: &[Attached],
    now: Timestamp,
) -> NewTransmission {
    let texts = InboxTexts::of(letter, content);
    let url = letter_url(public_url, letter.id);
    let address = format!("{url}/content");
    NewTransmission {
        id: transmission_id(letter),
        created_at: letter.created_at,
        authorization_attribute: letter.resource.urn(),
        is_authorized: true,
        extended_type: None,
        related_transmission_id: None,
        external_reference: Some(texts.reference),
        kind: content.transmission_type().number(),
        sender: texts.sender.map_or(Actor::ServiceOwner, Actor::Named),
        content: TransmissionContent {
            title: ContentValue::plain(texts.title, &content.language),
            summary: texts.summary.map(|summary| ContentValue::plain(summary, &content.language)),
            content_reference: Some(ContentValue::embedded_markdown_at(address, &content.language)),
        },
        attachments: dialog_files::files(&url, letter, &content.language, attached, now),
    }
}
