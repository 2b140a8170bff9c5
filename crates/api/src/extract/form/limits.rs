//! How large a form and its parts may be (http-api §10, decisions 14 and 20). Files may be as many and the whole as long as they like.

use correspondence_domain::correspondence::create::rules::MOST_ATTACHMENTS;

/// Parts that are no files.
pub(super) const MOST_TEXT_PARTS: usize = 1024;
/// Characters of a part's name.
pub(super) const LONGEST_NAME: usize = 2048;
/// Headers of one part.
pub(super) const MOST_HEADERS: usize = 16;
/// Bytes of the headers of one part.
pub(super) const MOST_HEADER_BYTES: usize = 16 * 1024;
/// Bytes of one text.
pub(super) const MOST_TEXT_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of all texts together: no request that could be accepted comes near it, and they are all held in memory.
pub(super) const MOST_TEXT_BYTES_TOGETHER: usize = 32 * 1024 * 1024;
/// Files that are kept. With one file more than a letter can have, what is in the rest does not matter any more: their number is refused.
pub(super) const MOST_FILES_KEPT: usize = MOST_ATTACHMENTS + 1;
