//! Attachments: their statuses.

mod status;

pub use status::AttachmentStatus;
