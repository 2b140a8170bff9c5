//! Letters: their rows, their history, their transitions, and searching among them.

mod fetches;
mod history;
mod insert;
mod new;
mod read;
mod row;
mod search;
mod transitions;

pub use new::{InitialStatus, NewHistory, NewLetter};
pub use search::{FoundLetter, LetterSearch, SearchSide};
pub use transitions::Published;

use crate::lists::ListStatement;
use crate::statement::Statement;

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[
    &insert::INSERT_CONTENT,
    &read::LETTER,
    &read::LETTER_AND_CONTENT,
    &read::LETTER_BY_ALTINN2_ID,
    &history::HISTORY,
    &history::HAS_DOWNLOADED,
    &fetches::FIRST_FETCH,
    &fetches::INSERT_FETCH,
    &transitions::UNLINK_DIALOG,
    &transitions::MARK_READ,
    &transitions::CONFIRM,
    &transitions::PURGE_BY_SENDER,
    &transitions::RECORD_DOWNLOAD,
    &transitions::PURGE_BY_RECIPIENT,
    &search::SENT,
    &search::SENT_BY_REFERENCE,
    &search::RECEIVED,
    &search::SENT_AND_RECEIVED,
];

/// The statements of this module over lists.
pub(crate) const LIST_STATEMENTS: &[&ListStatement] = &[
    &insert::INSERT_LETTERS,
    &history::INSERT_HISTORY,
    &read::LETTERS,
    &read::LETTERS_AND_CONTENTS,
    &transitions::LOCK_UNDECIDED,
    &transitions::PUBLISH,
    &transitions::FAIL,
    &transitions::CONDEMN,
    &transitions::LINK_DIALOGS,
    &transitions::LINK_TRANSMISSIONS,
];
