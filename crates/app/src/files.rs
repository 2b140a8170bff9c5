//! Files that come with a request, until the request has been judged.

pub use correspondence_blobs::{Spool, SpoolError, SpooledFile};

use crate::App;

/// A file that came with a create request.
#[derive(Debug)]
pub struct NewFile {
    /// Its name as the client sent it.
    pub name: String,
    /// Its bytes, put aside.
    pub file: SpooledFile,
}

/// Where the files of a request are put aside.
#[must_use]
pub fn spool(app: &App) -> Spool {
    Spool::of(&app.blobs)
}
