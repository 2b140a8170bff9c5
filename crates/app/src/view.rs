//! A letter as one caller may see it.

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, DialogLink, ExternalReference, Letter, ReferenceType, ReportedStatus};
use correspondence_domain::text::placeholder;
use correspondence_domain::time::Timestamp;
use correspondence_storage::StorageError;

use crate::App;

/// The texts of a letter with the recipient's name filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownContent {
    /// Language as the sender wrote it.
    pub language: String,
    /// Title.
    pub title: String,
    /// Summary; empty when there is none.
    pub summary: String,
    /// Body in Markdown.
    pub body: String,
}

/// A letter, its references and, for those who may read it, its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterView {
    /// The letter as it was before this call's own effects.
    pub letter: Letter,
    /// What the sender gave beside the texts: references, properties, reply options.
    pub content: Content,
    /// The texts; none for a sender once the letter is published (http-api §7.2).
    pub shown: Option<ShownContent>,
    /// The files, to those who are shown the texts.
    pub attached: Vec<Attached>,
    /// The sender's references and those that the system added.
    pub external_references: Vec<ExternalReference>,
    /// The status to show.
    pub reported: ReportedStatus,
    /// When the letter was first read, this call included.
    pub read_at: Option<Timestamp>,
}

impl LetterView {
    pub(crate) async fn new(app: &App, letter: Letter, content: Content, as_recipient: bool) -> Result<Self, StorageError> {
        let shown = shown_to(&letter, &content, as_recipient);
        let external_references = references(&letter, &content);
        let (reported, read_at) = (letter.state.reported.clone(), letter.state.read_at);
        let attached = if letter.has_attachments && shown.is_some() { app.storage.attached(letter.content).await? } else { Vec::new() };
        Ok(Self { letter, content, shown, attached, external_references, reported, read_at })
    }
}

/// The texts are given to those with recipient access, and to everybody who may see the letter while it was never published.
pub(crate) fn shown_to(letter: &Letter, content: &Content, as_recipient: bool) -> Option<ShownContent> {
    (as_recipient || letter.state.published_at.is_none()).then(|| fill_in(letter, content))
}

/// The texts with `{{recipientName}}` replaced (lifecycle §4.3).
pub(crate) fn fill_in(letter: &Letter, content: &Content) -> ShownContent {
    let name = letter.recipient_name.as_deref().unwrap_or_default();
    ShownContent {
        language: content.language.clone(),
        title: placeholder::replace(&content.title, name).into_owned(),
        summary: placeholder::replace(&content.summary, name).into_owned(),
        body: placeholder::replace(&content.body, name).into_owned(),
    }
}

fn references(letter: &Letter, content: &Content) -> Vec<ExternalReference> {
    let mut references = content.external_references.clone();
    if let DialogLink::Own(dialog) = letter.dialog {
        references.push(ExternalReference { kind: ReferenceType::DialogportenDialogId, value: dialog.to_string() });
    }
    if let Some(transmission) = letter.transmission {
        references.push(ExternalReference { kind: ReferenceType::DialogportenTransmissionId, value: transmission.to_string() });
    }
    references
}
