//! Shared attachments: one file per endpoint. Their work comes with a later version; the document describes them already.

pub(crate) mod delete;
pub(crate) mod details;
pub(crate) mod download;
pub(crate) mod initialize;
pub(crate) mod overview;
pub(crate) mod upload;
