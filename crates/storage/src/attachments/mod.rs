//! Attachments: their rows, their history, which letters carry them, and their transitions.

mod history;
mod insert;
mod links;
mod living;
mod read;
mod row;
mod transitions;
mod uploads;
mod waiting;

pub use history::NewAttachmentHistory;
pub use insert::NewAttachment;
pub use links::{CarryingLetter, NewLink};
pub use waiting::WaitingFiles;

use crate::lists::ListStatement;
use crate::statement::Statement;

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[
    &read::ATTACHMENT,
    &history::HISTORY,
    &links::ATTACHED,
    &links::LETTERS_OF_ATTACHMENT,
    &links::IS_ATTACHED,
    &living::IS_KEPT,
    &links::IS_ATTACHED_TO_PUBLISHED,
    &transitions::PUBLISH_ATTACHMENT,
    &transitions::CONDEMN_ATTACHMENT,
    &transitions::PURGE_ATTACHMENT,
    &transitions::EXPIRE_ATTACHMENT,
    &uploads::START_UPLOAD,
    &uploads::RENEW_UPLOAD,
    &uploads::FINISH_UPLOAD,
    &uploads::FAIL_UPLOAD,
    &uploads::STALLED_UPLOADS,
    &waiting::WAITING_FILES,
    &waiting::LONGEST_WAITING,
];

/// The statements of this module over lists.
pub(crate) const LIST_STATEMENTS: &[&ListStatement] = &[
    &insert::INSERT_ATTACHMENTS,
    &history::INSERT_HISTORY,
    &links::INSERT_LINKS,
    &links::ATTACHED_TO,
    &links::WAITING,
    &living::EXPIRIES,
    &read::ATTACHMENTS,
    &read::LOCK_ATTACHMENTS,
    &uploads::OWNED_UPLOADS,
];
