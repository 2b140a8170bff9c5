//! Rows 28 and 31 to 33: the files of a letter, before any of them is looked at.

use super::Checked;
use crate::attachment::check_file_name;
use crate::error::{ErrorNumber, Refusal};

/// Most attachments of one letter, new and existing together.
const MOST_ATTACHMENTS: usize = 100;

/// Row 28.
///
/// # Errors
/// 1038.
pub fn check_attachment_count(request: &Checked) -> Result<(), Refusal> {
    if request.existing_attachments.len() + request.new_attachments.len() > MOST_ATTACHMENTS {
        return Err(ErrorNumber::TooManyAttachments.into());
    }
    Ok(())
}

/// Rows 31 and 32 on a route that brings no files: names first, then that every entry lacks its file.
///
/// # Errors
/// 2010 to 2013 and 2021 for the first bad name, else 1005 for any entry at all.
pub fn check_new_attachments(request: &Checked) -> Result<(), Refusal> {
    for attachment in &request.new_attachments {
        check_file_name(&attachment.file_name)?;
    }
    if request.new_attachments.is_empty() { Ok(()) } else { Err(ErrorNumber::FilesDoNotMatch.into()) }
}
