//! `[testing]`: what a test may do to the running program.

use serde::Deserialize;

use crate::key::{Key, Kind};

pub(crate) const KEYS: &[Key] = &[Key { section: "testing", name: "clock_control", kind: Kind::Flag, default: Some("false") }];

/// What a test may do to the running program.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Testing {
    /// Whether the program's clock can be moved and its jobs can be watched over HTTP.
    pub clock_control: bool,
}
