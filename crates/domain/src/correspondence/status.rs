//! The statuses of a letter. Numbers are the storage contract, names are on the wire (http-api §8.1).

use std::fmt;

/// Status of a letter, in the order of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i16)]
#[expect(missing_docs, reason = "the names are the specification's own, lifecycle §2.1 explains each")]
pub enum CorrespondenceStatus {
    Initialized = 0,
    ReadyForPublish = 1,
    Published = 2,
    Fetched = 3,
    Read = 4,
    Replied = 5,
    Confirmed = 6,
    PurgedByRecipient = 7,
    PurgedByAltinn = 8,
    Archived = 9,
    Reserved = 10,
    Failed = 11,
    AttachmentsDownloaded = 12,
    Forwarded = 13,
}

impl CorrespondenceStatus {
    /// Every status, by number.
    pub const ALL: [Self; 14] = [
        Self::Initialized,
        Self::ReadyForPublish,
        Self::Published,
        Self::Fetched,
        Self::Read,
        Self::Replied,
        Self::Confirmed,
        Self::PurgedByRecipient,
        Self::PurgedByAltinn,
        Self::Archived,
        Self::Reserved,
        Self::Failed,
        Self::AttachmentsDownloaded,
        Self::Forwarded,
    ];

    /// The number it is stored under.
    #[must_use]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The status with this number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|at| Self::ALL.get(at).copied())
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "Initialized",
            Self::ReadyForPublish => "ReadyForPublish",
            Self::Published => "Published",
            Self::Fetched => "Fetched",
            Self::Read => "Read",
            Self::Replied => "Replied",
            Self::Confirmed => "Confirmed",
            Self::PurgedByRecipient => "PurgedByRecipient",
            Self::PurgedByAltinn => "PurgedByAltinn",
            Self::Archived => "Archived",
            Self::Reserved => "Reserved",
            Self::Failed => "Failed",
            Self::AttachmentsDownloaded => "AttachmentsDownloaded",
            Self::Forwarded => "Forwarded",
        }
    }

    /// Whether a sender without recipient access may see the entry in the history (lifecycle §2.2).
    #[must_use]
    pub const fn is_shown_to_sender(self) -> bool {
        !matches!(self, Self::PurgedByRecipient | Self::PurgedByAltinn | Self::Archived)
    }
}

impl fmt::Display for CorrespondenceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_statuses_fit_together() {
        for status in CorrespondenceStatus::ALL {
            assert_eq!(CorrespondenceStatus::from_number(status.number().into()), Some(status));
        }
        assert_eq!(CorrespondenceStatus::from_number(14), None);
        assert_eq!(CorrespondenceStatus::from_number(-1), None);
    }
}
