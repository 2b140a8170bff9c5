//! A letter as one caller may see it.

use correspondence_domain::correspondence::{Content, DialogLink, ExternalReference, Letter, ReferenceType, ReportedStatus};
use correspondence_domain::text::placeholder;
use correspondence_domain::time::Timestamp;

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
    /// The sender's references and those that the system added.
    pub external_references: Vec<ExternalReference>,
    /// The status to show.
    pub reported: ReportedStatus,
    /// When the letter was first read, this call included.
    pub read_at: Option<Timestamp>,
}

impl LetterView {
    /// The texts are given to those with recipient access, and to everybody who may see the letter while it was never published.
    pub(crate) fn new(letter: Letter, content: Content, as_recipient: bool) -> Self {
        let shown = (as_recipient || letter.state.published_at.is_none()).then(|| fill_in(&letter, &content));
        let external_references = references(&letter, &content);
        let (reported, read_at) = (letter.state.reported.clone(), letter.state.read_at);
        Self { letter, content, shown, external_references, reported, read_at }
    }
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
