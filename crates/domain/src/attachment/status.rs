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
