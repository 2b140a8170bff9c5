//! Rows 20 and 21: the texts of a letter.

use super::Checked;
use crate::error::{ErrorNumber, Refusal};
use crate::text::{is_plain_text, utf16_length};

/// Longest title and summary.
const LONGEST_LINE: usize = 255;
/// Longest body.
const LONGEST_BODY: usize = 30_000;

/// Row 20. Most of its lengths are findings of the shape already and kept here for direct use.
///
/// # Errors
/// 1020, 1002, 1037, 1042, 1003, 1021, 1022, 1023, in this order.
pub fn check_content(request: &Checked) -> Result<(), Refusal> {
    let first_broken = [
        (request.title.trim().is_empty(), ErrorNumber::TitleEmpty),
        (!is_plain_text(&request.title), ErrorNumber::TitleIsNotPlainText),
        (utf16_length(&request.title) > LONGEST_LINE, ErrorNumber::TitleTooLong),
        (utf16_length(&request.summary) > LONGEST_LINE, ErrorNumber::SummaryTooLong),
        // Every text is Markdown; NUL alone cannot be stored (decision 9).
        (request.body.contains('\0'), ErrorNumber::BodyIsNotMarkdown),
        (request.body.trim().is_empty(), ErrorNumber::BodyEmpty),
        (utf16_length(&request.body) > LONGEST_BODY, ErrorNumber::BodyTooLong),
        (!is_known_language(&request.language), ErrorNumber::UnknownLanguage),
    ]
    .into_iter()
    .find_map(|(broken, error)| broken.then_some(error));
    first_broken.map_or(Ok(()), |error| Err(error.into()))
}

/// Row 21.
///
/// # Errors
/// 1039.
pub fn check_message_sender(request: &Checked) -> Result<(), Refusal> {
    match &request.message_sender {
        Some(sender) if !is_plain_text(sender) => Err(ErrorNumber::MessageSenderIsNotPlainText.into()),
        _ => Ok(()),
    }
}

fn is_known_language(language: &str) -> bool {
    ["nb", "nn", "en"].iter().any(|known| known.eq_ignore_ascii_case(language))
}
