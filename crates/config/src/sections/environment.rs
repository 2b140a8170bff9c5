//! `environment`: where the program runs.

use serde::Deserialize;

use crate::key::{Key, Kind};

pub(crate) const KEYS: &[Key] = &[Key {
    section: "",
    name: "environment",
    kind: Kind::Choice(&["production", "staging", "development"]),
    default: Some("\"production\""),
}];

/// Where the program runs. Without a word it is production, so that nothing is open by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// Real letters.
    Production,
    /// A test system that behaves like production.
    Staging,
    /// A desk or a test: the clock may be moved, hidden routes are described.
    Development,
}
