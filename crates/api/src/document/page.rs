//! `GET …/swagger`: the short address of the page.

use axum::Extension;
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode, header};

use crate::access::Policy;
use crate::layers::normalise_path::SentPath;
use crate::routes::{Route, SWAGGER};

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, SWAGGER, Policy::Anonymous).of_document();

/// Leads to the page, by a relative address so that it works behind any gateway.
pub(crate) async fn handle(Extension(SentPath(sent)): Extension<SentPath>) -> Response {
    let location = if sent.ends_with('/') { "index.html" } else { "swagger/index.html" };
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, location)]).into_response()
}
