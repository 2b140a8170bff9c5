//! A letter's files as its dialog, or its transmission in somebody else's, shows them (integrations §10.2).

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::Letter;
use correspondence_domain::identifiers::dialog_part_id;
use correspondence_domain::text::dialog as dialog_text;
use correspondence_domain::time::Timestamp;
use correspondence_platform::dialogporten::{ApiAction, DialogAttachment, DialogAttachmentUrl, HttpMethod, Localized};
use jiff::SignedDuration;

/// The files in the letter's order. `url` is the letter's. The remote refuses an end that has passed, so a file whose time is over is left
/// out: it cannot be fetched any more.
pub(crate) fn files(url: &str, letter: &Letter, language: &str, attached: &[Attached], now: Timestamp) -> Vec<DialogAttachment> {
    let lasting = attached.iter().filter(|file| file.expires_at.is_none_or(|at| at > now));
    let shown = |(place, file): (i64, &Attached)| DialogAttachment {
        id: dialog_part_id(letter.id, in_order(letter, place), &format!("attachment:{}", file.attachment.id)),
        display_name: vec![Localized::new(dialog_text::cut(file.attachment.shown_name()), language)],
        urls: vec![DialogAttachmentUrl::for_people(
            download_url(url, file),
            dialog_text::media_type(&file.attachment.file_name).map(str::to_owned),
        )],
        expires_at: file.expires_at,
    };
    (1..).zip(lasting).map(shown).collect()
}

/// All files as one archive, where there are several.
pub(crate) fn archive(url: &str, letter: &Letter, attached: &[Attached]) -> Option<DialogAttachment> {
    (attached.len() > 1).then(|| DialogAttachment {
        id: dialog_part_id(letter.id, in_order(letter, 0), "all-attachments"),
        display_name: dialog_text::ALL_ATTACHMENTS.by_language().map(|(language, word)| Localized::new(word, language)).into(),
        urls: vec![DialogAttachmentUrl::for_people(format!("{url}/attachments/downloadall"), Some("application/zip".to_owned()))],
        expires_at: None,
    })
}

/// One per file, for programs of the recipient.
pub(crate) fn api_actions<'a>(url: &'a str, attached: &'a [Attached]) -> impl Iterator<Item = ApiAction> + 'a {
    attached.iter().map(move |file| ApiAction::new("downloadCorrespondenceAttachment", "read", HttpMethod::Get, download_url(url, file)))
}

fn download_url(url: &str, file: &Attached) -> String {
    format!("{url}/attachment/{}/download", file.attachment.id)
}

/// The remote shows files in the order of their ids, which begin with a time.
fn in_order(letter: &Letter, place: i64) -> Timestamp {
    letter.created_at.plus(SignedDuration::from_millis(place))
}
