//! The events that senders and recipients subscribe to (lifecycle §13).

use crate::party::PartyUrn;

/// Start of every event type.
pub const EVENT_TYPE_PREFIX: &str = "no.altinn.correspondence.";

/// A transition of a letter that is told to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LetterEvent {
    /// The letter was accepted.
    Initialized,
    /// The recipient can see the letter.
    Published,
    /// The letter will never be published.
    PublishFailed,
    /// The recipient read the content for the first time.
    ReceiverRead,
    /// The recipient confirmed.
    ReceiverConfirmed,
    /// The due date passed unread.
    ReceiverNeverRead,
    /// The due date passed without the confirmation that was asked for.
    ReceiverNeverConfirmed,
    /// Either side purged the letter.
    Purged,
}

impl LetterEvent {
    /// Every transition, in the order of the specification.
    pub const ALL: [Self; 8] = [
        Self::Initialized,
        Self::Published,
        Self::PublishFailed,
        Self::ReceiverRead,
        Self::ReceiverConfirmed,
        Self::ReceiverNeverRead,
        Self::ReceiverNeverConfirmed,
        Self::Purged,
    ];

    /// The event type without [`EVENT_TYPE_PREFIX`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "correspondenceinitialized",
            Self::Published => "correspondencepublished",
            Self::PublishFailed => "correspondencepublishfailed",
            Self::ReceiverRead => "correspondencereceiverread",
            Self::ReceiverConfirmed => "correspondencereceiverconfirmed",
            Self::ReceiverNeverRead => "correspondencereceiverneverread",
            Self::ReceiverNeverConfirmed => "correspondencereceiverneverconfirmed",
            Self::Purged => "correspondencepurged",
        }
    }

    /// Whether the event is addressed to the recipient; the others go to the sender.
    #[must_use]
    pub const fn concerns_recipient(self) -> bool {
        matches!(self, Self::Published | Self::ReceiverNeverRead | Self::ReceiverNeverConfirmed)
    }
}

/// A transition of an attachment that is told to its sender. Bypassed scans, failed uploads and purges tell nothing (lifecycle §13, O17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttachmentEvent {
    /// It was made known by itself, not within a letter.
    Initialized,
    /// The scanner found nothing.
    Published,
    /// The scanner refused it.
    UploadFailed,
    /// The last letter's right to it ended.
    Expired,
}

impl AttachmentEvent {
    /// Every transition, in the order of the specification.
    pub const ALL: [Self; 4] = [Self::Initialized, Self::Published, Self::UploadFailed, Self::Expired];

    /// The event type without [`EVENT_TYPE_PREFIX`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "attachmentinitialized",
            Self::Published => "attachmentpublished",
            Self::UploadFailed => "attachmentuploadfailed",
            Self::Expired => "attachmentexpired",
        }
    }
}

/// Whatever is told to the world: its type says what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// About a letter.
    Letter(LetterEvent),
    /// About an attachment.
    Attachment(AttachmentEvent),
}

impl Event {
    /// The event type without [`EVENT_TYPE_PREFIX`].
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letter(event) => event.name(),
            Self::Attachment(event) => event.name(),
        }
    }

    /// The transition with this [`Self::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let letters = LetterEvent::ALL.into_iter().map(Self::Letter);
        letters.chain(AttachmentEvent::ALL.into_iter().map(Self::Attachment)).find(|event| event.name() == name)
    }
}

/// `/organisation/<n>` or `/person/<n>` for parties that have such a number (integrations §3).
#[must_use]
pub fn alternative_subject(party: &PartyUrn) -> Option<String> {
    let number = party.value();
    let digits = number.bytes().all(|b| b.is_ascii_digit());
    match number.len() {
        9 if digits => Some(format!("/organisation/{number}")),
        11 if digits => Some(format!("/person/{number}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_found_by_its_name() {
        let letters = LetterEvent::ALL.into_iter().map(Event::Letter);
        let events: Vec<Event> = letters.chain(AttachmentEvent::ALL.into_iter().map(Event::Attachment)).collect();
        for event in &events {
            assert_eq!(Event::from_name(event.name()), Some(*event));
        }
        assert_eq!(events.len(), 12);
        assert_eq!(Event::from_name("attachmentpurged"), None);
    }
}
