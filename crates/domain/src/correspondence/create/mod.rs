//! Creating letters: the request, what its shape must be, and the rules that decide about it.
//!
//! Nothing here asks another system: the checks that need a look-up are the use case's own, in between these (lifecycle §4.2).

mod request;
mod requested_notification;
pub mod rules;
mod shape;

pub use request::{
    InitializeRequest, RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
pub use requested_notification::{RequestedNotification, RequestedNotificationOverride, RequestedNotificationRecipient};
pub use shape::{validate_attachment_shape, validate_shape};
