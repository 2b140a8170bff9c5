//! Shared attachments: one file per endpoint.

pub(crate) mod delete;
pub(crate) mod details;
pub(crate) mod download;
pub(crate) mod initialize;
pub(crate) mod overview;
pub(crate) mod shown;
pub(crate) mod upload;
