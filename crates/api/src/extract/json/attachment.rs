//! Reads the announcement of a shared file (http-api §5.8).

use correspondence_domain::correspondence::create::RequestedAttachment;

use super::initialize::attachment_member;
use super::reader::{Read, Reader};

/// An announcement.
#[derive(Clone, Debug, Default)]
pub(crate) struct BoundAttachment {
    /// The resource that it is made under.
    pub(crate) resource_id: Option<String>,
    /// The file.
    pub(crate) attachment: RequestedAttachment,
}

/// Reads a whole announcement.
pub(crate) fn attachment(reader: &mut Reader<'_>) -> Read<BoundAttachment> {
    let mut bound = BoundAttachment::default();
    reader.object(&["resourceId", "fileName", "sendersReference"], |reader, name| {
        match name {
            "resourceid" => bound.resource_id = reader.nullable_text()?,
            // Deprecated: the sender is the resource's service owner. It must still be a string.
            "sender" => drop(reader.nullable_text()?),
            _ => attachment_member(reader, name, &mut bound.attachment)?,
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(bound)
}
