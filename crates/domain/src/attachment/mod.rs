//! Attachments: their statuses, and the rules about their names and lifetimes.

mod expiration;
mod file_name;
mod status;
pub mod zip_names;

pub use expiration::check_expiration;
pub use file_name::check_file_name;
pub use status::AttachmentStatus;
