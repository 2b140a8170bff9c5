//! What this version cannot do yet must be refused, never ignored.

use super::rules::Checked;

/// The first member of the request that asks for something this version cannot do, in the order in which a version that can would come to
/// it. New files need no entry: without an upload they are 1005.
#[must_use]
pub fn unsupported(request: &Checked) -> Option<&'static str> {
    [(!request.existing_attachments.is_empty(), "existingAttachments"), (request.has_notification, "notification")]
        .into_iter()
        .find_map(|(asked_for, member)| asked_for.then_some(member))
}
