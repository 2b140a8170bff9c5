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

    /// The transition with this [`Self::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// Whether the event is addressed to the recipient; the others go to the sender.
    #[must_use]
    pub const fn concerns_recipient(self) -> bool {
        matches!(self, Self::Published | Self::ReceiverNeverRead | Self::ReceiverNeverConfirmed)
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
