//! What every endpoint is given.

use std::sync::Arc;

use correspondence_app::App;

use crate::settings::ApiSettings;

/// The use cases and the settings. Endpoints reach nothing else.
#[derive(Debug)]
pub(crate) struct Api {
    /// The use cases.
    pub(crate) app: Arc<App>,
    /// What the operator set.
    pub(crate) settings: ApiSettings,
    /// The OpenAPI document as text.
    pub(crate) document: String,
}

/// The state of the router.
pub(crate) type SharedApi = Arc<Api>;
