//! The statuses of an attachment (http-api §8.2).

/// Status of an attachment. Numbers are the storage contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i16)]
#[expect(missing_docs, reason = "the names are the specification's own, lifecycle §2.3 explains each")]
pub enum AttachmentStatus {
    Initialized = 0,
    UploadProcessing = 1,
    Published = 2,
    Purged = 3,
    Failed = 4,
    Expired = 5,
}

impl AttachmentStatus {
    /// Every status, in the order of the numbers.
    pub const ALL: [Self; 6] = [Self::Initialized, Self::UploadProcessing, Self::Published, Self::Purged, Self::Failed, Self::Expired];

    /// The number that is stored.
    #[must_use]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The status of a stored number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.number() == number)
    }

    /// The name on the wire, which is also the text of a history row that has none of its own.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Initialized => "Initialized",
            Self::UploadProcessing => "UploadProcessing",
            Self::Published => "Published",
            Self::Purged => "Purged",
            Self::Failed => "Failed",
            Self::Expired => "Expired",
        }
    }
}
