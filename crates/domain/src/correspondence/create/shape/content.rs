//! Shape of `correspondence.content` (http-api §5.3).

use super::{TextRule, attachments};
use crate::correspondence::create::RequestedContent;
use crate::error::Validation;
use crate::text::utf16_length;

pub(super) fn validate(content: &RequestedContent, findings: &mut Validation) {
    language(content.language.as_deref(), findings);
    TextRule { name: "messageTitle", longest: 255 }.required(
        "Correspondence.Content.MessageTitle",
        content.message_title.as_deref(),
        findings,
    );
    TextRule { name: "messageSummary", longest: 255 }.optional(
        "Correspondence.Content.MessageSummary",
        content.message_summary.as_deref(),
        findings,
    );
    TextRule { name: "messageBody", longest: 30_000 }.required(
        "Correspondence.Content.MessageBody",
        content.message_body.as_deref(),
        findings,
    );
    attachments::validate(&content.attachments, findings);
}

/// Two characters, whichever: that they name one of the three languages is rule 1023. `iv` stands for no language at all (http-api §6.7).
fn language(given: Option<&str>, findings: &mut Validation) {
    let Some(language) = given.filter(|text| !text.trim().is_empty()) else { return };
    if utf16_length(language) != 2 || language == "iv" {
        findings.add("Correspondence.Content.Language", "language must be a code of two letters: nb, nn or en.");
    }
}
