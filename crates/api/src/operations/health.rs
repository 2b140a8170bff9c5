//! `GET /health`: whether the program can do its work (decision 6).

use axum::extract::State;
use axum::response::Response;
use correspondence_app::health::{self, Health};
use http::{Method, StatusCode};

use super::report;
use crate::access::Policy;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/health", Policy::Anonymous);

/// Asks what the program depends on; 503 names the first that fails.
pub(crate) async fn handle(State(api): State<SharedApi>) -> Response {
    match health::health(&api.app).await {
        Health::Healthy => report(StatusCode::OK, "Database and attachment store answer.".to_owned()),
        Health::Unhealthy { component, reason } => {
            tracing::error!(component, reason, "not healthy");
            report(StatusCode::SERVICE_UNAVAILABLE, format!("The {component} does not answer."))
        }
    }
}
