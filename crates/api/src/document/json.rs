//! `GET …/swagger/v1/swagger.json`: the document.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Method, header};

use crate::access::Policy;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/correspondence/api/v1/swagger/v1/swagger.json", Policy::Anonymous).of_document();

/// Answers with the document.
pub(crate) async fn handle(State(api): State<SharedApi>) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json;charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=600")];
    (headers, api.document.clone()).into_response()
}
