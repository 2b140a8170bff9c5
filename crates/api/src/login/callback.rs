//! `GET /correspondence/api/v1/idporten-callback`: browsers come back from the provider (auth §3.5 "Callback"). Hidden from the document.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use correspondence_app::login::{self, CALLBACK, Finished, Returned};
use http::{HeaderMap, Method, StatusCode};

use super::cookies;
use super::parameter::parameter;
use super::redirect::redirect;
use crate::access::Policy;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, CALLBACK, Policy::Anonymous);

/// Sends the browser on. Without a state, or where nobody can log in, there is nothing here.
pub(crate) async fn handle(State(api): State<SharedApi>, RawQuery(query): RawQuery, headers: HeaderMap) -> Result<Response, Failure> {
    let given = |name| parameter(query.as_deref(), name);
    let Some(state) = given("state").filter(|_| login::is_offered(&api.app)) else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let (code, proof) = (given("code").filter(|_| given("error").is_none()), cookies::kept(&headers, &state));
    let returned = Returned { state: &state, code: code.as_deref(), proof: proof.as_deref() };
    Ok(match login::finish(&api.app, returned).await? {
        Finished::LoggedIn { location } => redirect(&location, cookies::forget(&headers, &state)),
        Finished::Failed { location } => redirect(&location, cookies::forget_all(&headers)),
    })
}
