//! The state of a letter: what guards ask. It is columns, not a fold over the history (design §3.5).

use super::status::CorrespondenceStatus;
use crate::time::Timestamp;

/// Which side purged a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurgedBy {
    /// The recipient.
    Recipient,
    /// The sender, shown as PurgedByAltinn.
    Sender,
}

impl PurgedBy {
    /// The status that the purge leaves in the history.
    #[must_use]
    pub const fn status(self) -> CorrespondenceStatus {
        match self {
            Self::Recipient => CorrespondenceStatus::PurgedByRecipient,
            Self::Sender => CorrespondenceStatus::PurgedByAltinn,
        }
    }
}

/// The status that the API shows: the entry with the highest number, Fetched aside (lifecycle §2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedStatus {
    /// The status.
    pub status: CorrespondenceStatus,
    /// Its text.
    pub text: String,
    /// When it was entered.
    pub at: Timestamp,
}

/// When each thing happened to a letter, if it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Nothing more is waited for but the publish time.
    pub ready_at: Option<Timestamp>,
    /// The recipient can see the letter.
    pub published_at: Option<Timestamp>,
    /// The recipient first looked.
    pub fetched_at: Option<Timestamp>,
    /// The recipient read the content or marked the letter as read.
    pub read_at: Option<Timestamp>,
    /// The recipient confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// One side purged the letter, and which.
    pub purged: Option<(Timestamp, PurgedBy)>,
    /// Publishing failed for good.
    pub failed_at: Option<Timestamp>,
    /// The recipient had reserved against digital mail when the letter was created.
    pub reserved_at: Option<Timestamp>,
    /// An attachment was first downloaded.
    pub downloaded_at: Option<Timestamp>,
    /// First forwarded by e-mail.
    pub forwarded_at: Option<Timestamp>,
    /// What the API shows as the status.
    pub reported: ReportedStatus,
}

impl State {
    /// Either side purged the letter.
    #[must_use]
    pub const fn is_purged(&self) -> bool {
        self.purged.is_some()
    }

    /// The recipient may see and act on the letter: published, not failed, not purged. A letter to a recipient who had reserved
    /// waits for its publication like any other (lifecycle §2.2 with oddities O1 and O12, decision 7).
    #[must_use]
    pub const fn is_available_to_recipient(&self) -> bool {
        self.published_at.is_some() && self.failed_at.is_none() && self.purged.is_none()
    }

    /// Publishing is decided, one way or the other.
    #[must_use]
    pub const fn is_publication_decided(&self) -> bool {
        self.published_at.is_some() || self.failed_at.is_some()
    }

    /// The sender may still take the letter back: it was neither published nor is it for somebody who has reserved, or it failed
    /// (lifecycle §2.2: Initialized, ReadyForPublish or Failed).
    #[must_use]
    pub const fn may_sender_purge(&self) -> bool {
        self.failed_at.is_some() || (self.published_at.is_none() && self.reserved_at.is_none())
    }
}
