//! The shape of a create request: all findings together, before any rule with a number is looked at (http-api §5, §6; lifecycle §4.1).
//!
//! Keys are the contract; the messages are for people and never repeat what was sent, which may be a person number.

mod attachments;
mod content;
mod correspondence;
mod notification;
mod recipients;
mod references;

pub use attachments::validate_attachment_shape;

use super::InitializeRequest;
use crate::error::{ErrorNumber, Validation};
use crate::text::utf16_length;

/// Everything that is wrong with the shape of `request`; empty when nothing is. Members the contract marks as required are findings
/// when they are `None`, whether they were absent or null.
#[must_use]
pub fn validate_shape(request: &InitializeRequest) -> Validation {
    let mut findings = Validation::default();
    recipients::validate(request.recipients.as_deref(), &mut findings);
    match &request.correspondence {
        Some(correspondence) => correspondence::validate(correspondence, &mut findings),
        None => findings.add("Correspondence", "correspondence is required."),
    }
    if request.idempotent_key.is_some_and(|key| key.is_nil()) {
        findings.add("IdempotentKey", ErrorNumber::IdempotentKeyEmpty.text());
    }
    findings
}

/// What a text member must satisfy. `name` is how the sender knows the member.
struct TextRule<'a> {
    name: &'a str,
    longest: usize,
}

impl TextRule<'_> {
    /// A text that must be there and say something.
    fn required(&self, key: &str, text: Option<&str>, findings: &mut Validation) {
        match text {
            Some(text) if !text.trim().is_empty() => self.optional(key, Some(text), findings),
            _ => findings.add(key, format!("{} is required and must not be blank.", self.name)),
        }
    }

    /// A text that may be missing, but not too long or impossible to store.
    fn optional(&self, key: &str, text: Option<&str>, findings: &mut Validation) {
        let Some(text) = text else { return };
        let length = utf16_length(text);
        if length > self.longest {
            findings.add(key, format!("{} has {length} characters; at most {} are allowed.", self.name, self.longest));
        }
        refuse_nul(key, self.name, text, findings);
    }
}

/// PostgreSQL cannot store U+0000 in a text (decision 9, lifecycle O50).
fn refuse_nul(key: &str, name: &str, text: &str, findings: &mut Validation) {
    if text.contains('\0') {
        findings.add(key, format!("{name} contains the character U+0000, which cannot be stored."));
    }
}

/// An entry of a list that was null (http-api oddity 11).
fn null_entry(list: &str, index: usize, name: &str, findings: &mut Validation) {
    findings.add(format!("{list}[{index}]"), format!("{name}[{index}] must not be null."));
}

#[cfg(test)]
mod tests;
