//! What this version cannot do yet must be refused, never ignored.

use super::rules::Checked;
use crate::correspondence::ReferenceType;

/// The first member of the request that asks for something this version cannot do, in the order in which a version that can would come to
/// it. New files need no entry: without an upload they are 1005.
#[must_use]
pub fn unsupported(request: &Checked) -> Option<&'static str> {
    let names_dialog = request.external_references.iter().any(|r| r.kind == ReferenceType::DialogportenDialogId);
    [(names_dialog, "externalReferences"), (request.allow_forwarding, "allowForwarding")]
        .into_iter()
        .find_map(|(asked_for, member)| asked_for.then_some(member))
}
