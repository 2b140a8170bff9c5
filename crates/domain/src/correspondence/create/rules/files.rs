//! Rows 28 to 36: the files of a letter, those that exist and those that come with the request.

use super::Checked;
use crate::attachment::{Attachment, check_expiration, check_file_name};
use crate::error::{ErrorNumber, Refusal};

/// Most attachments of one letter, new and existing together.
pub const MOST_ATTACHMENTS: usize = 100;

/// Most bytes of a letter that may be sent on by e-mail, all its files together.
const MOST_FORWARDED_BYTES: u64 = 10_000_000;

/// Most bytes of a file that comes with the request (decision 14).
pub const MOST_FILE_BYTES: u64 = 2_000_000_000;

/// A file as it came: its name as the form gave it, and its size in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ComingFile<'a> {
    pub name: &'a str,
    pub size: u64,
}

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

/// Row 29: what is reused must have been found clean, and still be there.
///
/// # Errors
/// 1018.
pub fn check_existing_published(existing: &[Attachment]) -> Result<(), Refusal> {
    if existing.iter().all(Attachment::may_be_reused) { Ok(()) } else { Err(ErrorNumber::ExistingAttachmentNotPublished.into()) }
}

/// Row 30.
///
/// # Errors
/// 1069.
pub fn check_forwarded_size(request: &Checked, existing: &[Attachment], files: &[ComingFile<'_>]) -> Result<(), Refusal> {
    let sizes = existing.iter().filter_map(|attachment| attachment.size).chain(files.iter().map(|file| file.size));
    if request.allow_forwarding && sizes.fold(0, u64::saturating_add) > MOST_FORWARDED_BYTES {
        return Err(ErrorNumber::ForwardingTooLarge.into());
    }
    Ok(())
}

/// Rows 31 to 34: names first, then the number of files, then entry by entry which file is its, and that file's size. Gives the place of
/// each entry's file.
///
/// The file in the entry's own place is taken when it has the entry's name, else the only file of that name, once (http-api §10).
///
/// # Errors
/// 2010 to 2013 and 2021 for the first bad name, 1005, 2004.
pub fn pair_files(request: &Checked, files: &[ComingFile<'_>]) -> Result<Vec<usize>, Refusal> {
    for attachment in &request.new_attachments {
        check_file_name(&attachment.file_name)?;
    }
    if request.new_attachments.len() != files.len() {
        let text = format!(
            "content.attachments has {} entries, and {} files were sent in parts named attachments; each entry needs its file.",
            request.new_attachments.len(),
            files.len()
        );
        return Err(Refusal::saying(ErrorNumber::FilesDoNotMatch, text));
    }
    let mut used = vec![false; files.len()];
    let mut places = Vec::with_capacity(files.len());
    for (place, attachment) in request.new_attachments.iter().enumerate() {
        let found = file_of(place, &attachment.file_name, files, &used).ok_or_else(|| {
            let text = format!("content.attachments[{place}].fileName is the name of no file of the request, or of several.");
            Refusal::saying(ErrorNumber::FilesDoNotMatch, text)
        })?;
        let size = files.get(found).map_or(0, |file| file.size);
        if size == 0 || size > MOST_FILE_BYTES {
            return Err(ErrorNumber::BadFileSize.into());
        }
        if let Some(used) = used.get_mut(found) {
            *used = true;
        }
        places.push(found);
    }
    Ok(places)
}

fn file_of(place: usize, name: &str, files: &[ComingFile<'_>], used: &[bool]) -> Option<usize> {
    let is_free = |at: usize| !used.get(at).copied().unwrap_or(true);
    let has_name = |at: usize| files.get(at).is_some_and(|file| file.name == name);
    if has_name(place) && is_free(place) {
        return Some(place);
    }
    let mut named = (0..files.len()).filter(|&at| has_name(at));
    match (named.next(), named.next()) {
        (Some(only), None) if is_free(only) => Some(only),
        _ => None,
    }
}

/// Row 35.
///
/// # Errors
/// 2017.
pub fn check_expirations(request: &Checked, in_production: bool) -> Result<(), Refusal> {
    request.new_attachments.iter().try_for_each(|attachment| check_expiration(attachment.expiration_in_days, in_production))
}
