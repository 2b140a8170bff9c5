//! Shape of `correspondence` itself (http-api §5.2, §5.7).

use indexmap::IndexMap;

use super::{TextRule, content, notification, null_entry, references, refuse_nul};
use crate::correspondence::create::{RequestedCorrespondence, RequestedReplyOption};
use crate::error::Validation;
use crate::resource::ResourceId;
use crate::text::utf16_length;

const MOST_PROPERTIES: usize = 10;
const LONGEST_PROPERTY_KEY: usize = 50;
const LONGEST_PROPERTY_VALUE: usize = 300;

pub(super) fn validate(correspondence: &RequestedCorrespondence, findings: &mut Validation) {
    resource_id("Correspondence.ResourceId", correspondence.resource_id.as_deref(), findings);
    TextRule { name: "sendersReference", longest: 4096 }.required(
        "Correspondence.SendersReference",
        correspondence.senders_reference.as_deref(),
        findings,
    );
    TextRule { name: "messageSender", longest: 255 }.optional(
        "Correspondence.MessageSender",
        correspondence.message_sender.as_deref(),
        findings,
    );
    match &correspondence.content {
        Some(content) => content::validate(content, findings),
        None => findings.add("Correspondence.Content", "content is required."),
    }
    references::validate(&correspondence.external_references, findings);
    property_list(&correspondence.property_list, findings);
    reply_options(&correspondence.reply_options, findings);
    if let Some(notification) = &correspondence.notification {
        notification::validate(notification, findings);
    }
}

pub(super) fn resource_id(key: &str, given: Option<&str>, findings: &mut Validation) {
    let text = given.unwrap_or_default();
    if text.trim().is_empty() {
        findings.add(key, "resourceId is required and must not be blank.");
    } else if utf16_length(text) > ResourceId::MAX_LENGTH {
        let longest = ResourceId::MAX_LENGTH;
        findings.add(key, format!("resourceId is too long: at most {longest} characters are allowed, its prefix included."));
    } else if ResourceId::parse(text).is_none() {
        findings.add(key, "resourceId must be a resource id, with or without urn:altinn:resource: before it, and hold no other colon.");
    }
    refuse_nul(key, "resourceId", text, findings);
}

fn property_list(properties: &IndexMap<String, Option<String>>, findings: &mut Validation) {
    const KEY: &str = "Correspondence.PropertyList";
    if properties.len() > MOST_PROPERTIES {
        findings.add(KEY, format!("propertyList has {} entries; at most {MOST_PROPERTIES} are allowed.", properties.len()));
    }
    if properties.keys().any(|key| utf16_length(key) > LONGEST_PROPERTY_KEY) {
        findings.add(KEY, format!("A key of propertyList is longer than {LONGEST_PROPERTY_KEY} characters."));
    }
    if properties.values().any(Option::is_none) {
        findings.add(KEY, "The values of propertyList must not be null.");
    }
    if properties.values().flatten().any(|value| utf16_length(value) > LONGEST_PROPERTY_VALUE) {
        findings.add(KEY, format!("A value of propertyList is longer than {LONGEST_PROPERTY_VALUE} characters."));
    }
    if properties.keys().chain(properties.values().flatten()).any(|text| text.contains('\0')) {
        findings.add(KEY, "propertyList contains the character U+0000, which cannot be stored.");
    }
}

/// A link that is there but no good is 1035, a rule with a number (http-api §5.7).
fn reply_options(options: &[Option<RequestedReplyOption>], findings: &mut Validation) {
    const LIST: &str = "Correspondence.ReplyOptions";
    for (index, option) in options.iter().enumerate() {
        let Some(option) = option else {
            null_entry(LIST, index, "replyOptions", findings);
            continue;
        };
        if option.link_url.is_none() {
            findings.add(format!("{LIST}[{index}].LinkURL"), "linkURL is required.");
        }
        if let Some(text) = &option.link_text {
            refuse_nul(&format!("{LIST}[{index}].LinkText"), "linkText", text, findings);
        }
    }
}
