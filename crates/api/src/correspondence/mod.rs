//! Letters: one file per endpoint, the bodies beside them.

pub(crate) mod confirm;
pub(crate) mod content;
mod continuation;
pub(crate) mod details;
pub(crate) mod download;
pub(crate) mod download_all;
pub(crate) mod forward;
pub(crate) mod initialize;
pub(crate) mod initialize_with_files;
pub(crate) mod mark_as_read;
mod on_behalf_of;
pub(crate) mod overview;
pub(crate) mod purge;
pub(crate) mod search;
pub(crate) mod shown;
mod shown_attachment;
