//! The checks of lifecycle §4.2 that need no look-up, each named by its row. The use case calls them in the order of that table, with its
//! own look-ups in between; the first refusal is the answer.

mod checked;
mod content;
mod due_date;
mod files;
mod notification;
mod recipients;
mod references;
mod reply_options;

pub use checked::{Checked, NewAttachment};
pub use content::{check_content, check_message_sender};
pub use due_date::{check_due_date, check_due_date_given};
pub use files::{
    ComingFile, MOST_ATTACHMENTS, MOST_FILE_BYTES, check_attachment_count, check_existing_published, check_expirations,
    check_forwarded_size, pair_files,
};
pub use notification::check_notification;
pub use recipients::{check_key_has_one_recipient, recipients};
pub use references::check_references;
pub use reply_options::check_reply_options;

#[cfg(test)]
mod tests;
