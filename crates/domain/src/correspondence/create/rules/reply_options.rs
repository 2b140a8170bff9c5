//! Row 37: the links by which a recipient may answer.

use super::Checked;
use crate::error::{ErrorNumber, Refusal};
use crate::text::{links, utf16_length};

/// Longest link.
const LONGEST_LINK: usize = 255;

/// Row 37: each link is an absolute https address.
///
/// # Errors
/// 1035.
pub fn check_reply_options(request: &Checked) -> Result<(), Refusal> {
    let good = |link: &str| utf16_length(link) <= LONGEST_LINK && links::is_https_address(link);
    if request.reply_options.iter().all(|option| good(&option.link)) { Ok(()) } else { Err(ErrorNumber::BadReplyLink.into()) }
}
