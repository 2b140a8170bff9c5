//! `[statistics]`: reports for service owners.

use serde::Deserialize;

use crate::key::{Key, Kind};

pub(crate) const KEYS: &[Key] = &[Key { section: "statistics", name: "api_key", kind: Kind::Secret, default: Some("\"\"") }];

/// Reports for service owners.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    /// Key of the statistics routes; empty: they are closed.
    pub api_key: String,
}

impl std::fmt::Debug for Statistics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Statistics").finish_non_exhaustive()
    }
}
