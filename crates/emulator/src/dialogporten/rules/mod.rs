//! What a body must look like. Each rule adds findings; nothing is refused before all are looked at.

pub(super) mod actions;
pub(super) mod actors;
pub(super) mod attachments;
pub(super) mod common;
pub(super) mod content;
pub(crate) mod identity;
pub(super) mod texts;
pub(super) mod times;

use correspondence_domain::time::Timestamp;
use http::StatusCode;

use crate::reply::{ErrorMap, Refused, VALIDATION};
use crate::tokens::bearer::Bearer;

/// What the rules depend on beside the body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Circumstances {
    pub now: Timestamp,
    /// Administrator's scope.
    pub admin: bool,
    /// Scope of the letters' service.
    pub correspondence: bool,
    pub silent: bool,
}

impl Circumstances {
    pub(super) fn of(now: Timestamp, caller: &Bearer, silent: bool) -> Self {
        Self { now, admin: caller.has_scope(super::ADMIN), correspondence: caller.has_scope(super::CORRESPONDENCE), silent }
    }

    /// Longest title, summary or sender's name, in UTF-16 units.
    pub(super) fn longest_title(&self) -> usize {
        if self.correspondence { 512 } else { 255 }
    }

    /// Longest description of an activity, in UTF-16 units.
    pub(super) fn longest_description(&self) -> usize {
        if self.correspondence { 4095 } else { 255 }
    }
}

/// What is wrong with a body.
#[derive(Debug, Default)]
pub(super) struct Findings(ErrorMap);

impl Findings {
    pub(super) fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.entry(path.into()).or_default().push(message.into());
    }

    /// 400 when anything was found.
    pub(super) fn into_result(self) -> Result<(), Refused> {
        if self.0.is_empty() { Ok(()) } else { Err(Refused::findings(StatusCode::BAD_REQUEST, VALIDATION, &self.0)) }
    }
}

/// Length as Dialogporten counts it.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}
