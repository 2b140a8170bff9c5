//! Shape of the metadata of new files, within a letter and by themselves (http-api §5.4, §5.8).

use super::{TextRule, correspondence, null_entry};
use crate::correspondence::create::RequestedAttachment;
use crate::error::Validation;
use crate::text::utf16_length;

const LIST: &str = "Correspondence.Content.Attachments";

/// Everything that is wrong with the shape of a file's own announcement.
#[must_use]
pub fn validate_attachment_shape(resource_id: Option<&str>, attachment: &RequestedAttachment) -> Validation {
    let mut findings = Validation::default();
    correspondence::resource_id("ResourceId", resource_id, &mut findings);
    one("", attachment, &mut findings);
    findings
}

pub(super) fn validate(attachments: &[Option<RequestedAttachment>], findings: &mut Validation) {
    for (index, attachment) in attachments.iter().enumerate() {
        match attachment {
            Some(attachment) => one(&format!("{LIST}[{index}]."), attachment, findings),
            None => null_entry(LIST, index, "attachments", findings),
        }
    }
}

fn one(at: &str, attachment: &RequestedAttachment, findings: &mut Validation) {
    file_name(&format!("{at}FileName"), attachment.file_name.as_deref(), findings);
    TextRule { name: "displayName", longest: 255 }.optional(&format!("{at}DisplayName"), attachment.display_name.as_deref(), findings);
    TextRule { name: "sendersReference", longest: 4096 }.required(
        &format!("{at}SendersReference"),
        attachment.senders_reference.as_deref(),
        findings,
    );
    checksum(&format!("{at}Checksum"), attachment.checksum.as_deref(), findings);
}

/// A blank name is 2010 and a NUL in it 2012, rules with numbers (lifecycle §5.1).
fn file_name(key: &str, name: Option<&str>, findings: &mut Validation) {
    match name {
        None => findings.add(key, "fileName is required."),
        Some(name) if utf16_length(name) > 255 => findings.add(key, "fileName is too long: at most 255 characters are allowed."),
        Some(_) => {}
    }
}

/// That it is hexadecimal is seen when the file's own checksum is compared (http-api §6.5).
fn checksum(key: &str, given: Option<&str>, findings: &mut Validation) {
    let Some(checksum) = given.filter(|text| !text.trim().is_empty()) else { return };
    if utf16_length(checksum) != 32 || checksum.chars().any(|c| c.is_uppercase() || c == '\0') {
        findings.add(key, "checksum must be an MD5 checksum of 32 hexadecimal digits in lower case.");
    }
}
