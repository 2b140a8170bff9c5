//! Creating letters: the request and its rules.

mod request;

pub use request::{
    InitializeRequest, RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
