//! An attachment as it is stored and read back.

use super::status::AttachmentStatus;
use crate::identifiers::{AttachmentId, PartyUuid, UploadId};
use crate::party::{OrganisationNumber, PartyUrn};
use crate::resource::ResourceId;
use crate::time::Timestamp;

/// Where the sender says that the file is; it changes nothing but what is shown (http-api §8.4, oddity 13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i16)]
#[expect(missing_docs, reason = "the names are the specification's own")]
pub enum DataLocation {
    #[default]
    AltinnCorrespondenceAttachment = 0,
    ExternalStorage = 1,
}

impl DataLocation {
    /// The number that is stored.
    #[must_use]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The location of a stored number.
    #[must_use]
    pub fn from_number(number: i16) -> Option<Self> {
        [Self::AltinnCorrespondenceAttachment, Self::ExternalStorage].into_iter().find(|location| location.number() == number)
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AltinnCorrespondenceAttachment => "AltinnCorrespondenceAttachment",
            Self::ExternalStorage => "ExternalStorage",
        }
    }
}

/// What was measured of bytes that lie safely in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBytes {
    /// Bytes.
    pub size: u64,
    /// MD5 in lower-case hex: the checksum of the contract.
    pub md5: String,
    /// SHA-256 in lower-case hex.
    pub sha256: String,
}

/// A file that letters may share, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// The resource it was made under.
    pub resource: ResourceId,
    /// The service owner, which is the sender (lifecycle §1).
    pub service_owner: OrganisationNumber,
    /// Its name as sent.
    pub file_name: String,
    /// Its label for people.
    pub display_name: Option<String>,
    /// The sender's own reference.
    pub senders_reference: String,
    /// The sender has encrypted it.
    pub is_encrypted: bool,
    /// MD5 as declared, else as measured.
    pub checksum: Option<String>,
    /// Days for which a letter keeps it.
    pub expiration_in_days: Option<i32>,
    /// Where the sender says it is.
    pub data_location: DataLocation,
    /// When it was made known.
    pub created_at: Timestamp,
    /// Its size in bytes, once they are stored.
    pub size: Option<u64>,
    /// SHA-256 of the bytes in lower-case hex, once they are stored.
    pub sha256: Option<String>,
    /// The attempt that brings or brought its bytes; none before the first, and after one that failed.
    pub upload: Option<UploadId>,
    /// Until when, in real time, the attempt that is under way counts as alive.
    pub upload_lease_until: Option<Timestamp>,
    /// The bytes lie in the store.
    pub stored_at: Option<Timestamp>,
    /// It was found clean, or needs no scan.
    pub published_at: Option<Timestamp>,
    /// The scanner refused it, for good.
    pub condemned_at: Option<Timestamp>,
    /// It was deleted.
    pub purged_at: Option<Timestamp>,
    /// Its time was over.
    pub expired_at: Option<Timestamp>,
    /// The latest status (lifecycle §2.3).
    pub status: AttachmentStatus,
    /// The text of that status.
    pub status_text: String,
    /// Since when.
    pub status_at: Timestamp,
}

impl Attachment {
    /// The sender as a party.
    #[must_use]
    pub fn sender(&self) -> PartyUrn {
        PartyUrn::organisation(&self.service_owner)
    }

    /// The upload that brought the bytes it has now.
    #[must_use]
    pub fn bytes(&self) -> Option<UploadId> {
        self.upload.filter(|_| self.stored_at.is_some() && self.purged_at.is_none() && self.expired_at.is_none())
    }

    /// Letters need not wait for it any longer. One that was refused holds them back until they have failed.
    #[must_use]
    pub fn lets_letters_go(&self) -> bool {
        self.published_at.is_some() && self.condemned_at.is_none()
    }

    /// Another letter may carry it: its bytes are there, and the scanner's word is that it is clean and always was.
    #[must_use]
    pub fn may_be_reused(&self) -> bool {
        self.status == AttachmentStatus::Published && self.bytes().is_some() && self.lets_letters_go()
    }

    /// The name to show people: the label, else the name of the file.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        self.display_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(&self.file_name)
    }
}

/// An attachment as a letter carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The file.
    pub attachment: Attachment,
    /// When it was put into the letter.
    pub attached_at: Timestamp,
    /// When the letter's right to it ends.
    pub expires_at: Option<Timestamp>,
}

/// A row of an attachment's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentHistoryEntry {
    /// What happened.
    pub status: AttachmentStatus,
    /// Its text.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Who caused it.
    pub party: PartyUuid,
}
