//! Attachment bytes in an object store.
