//! Attachments: what is known of them, their statuses, and the rules about their names and lifetimes.

pub mod content_disposition;
mod expiration;
mod file_name;
mod media_types;
mod status;
mod stored;
pub mod zip_names;

pub use expiration::{Expiry, check_expiration, expires_at};
pub use file_name::check_file_name;
pub use media_types::{DownloadType, data_type, download_type};
pub use status::AttachmentStatus;
pub use stored::{Attached, Attachment, AttachmentHistoryEntry, DataLocation, StoredBytes};
