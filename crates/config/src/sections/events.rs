//! `[events]`: nothing to set, Altinn Events lives under the gateway. The section may be there.

use serde::Deserialize;

/// Altinn Events: nothing to set.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {}
