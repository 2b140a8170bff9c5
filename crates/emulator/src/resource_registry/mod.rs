//! The resource registry: resources, who has rights, and the policy text (integrations §7). Public: nobody is asked for a token.

mod policy;
mod resource;
mod rights;

use axum::Router;
use axum::routing::get;

use crate::world::SharedWorld;

pub(crate) fn routes() -> Router<SharedWorld> {
    Router::new()
        .route("/resourceregistry/api/v1/resource/{id}", get(resource::resource))
        .route("/resourceregistry/api/v1/resource/{id}/policy/rights", get(rights::rights))
        .route("/resourceregistry/api/v1/resource/{id}/policy", get(policy::policy))
}
