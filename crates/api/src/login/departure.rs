//! A browser that nobody is known behind is sent to log in (auth §3.5 "Cascade challenge").

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use correspondence_app::App;
use correspondence_app::login::{self, Begun};

use super::cookies;
use super::redirect::redirect;
use crate::layers::normalise_path::SentPath;
use crate::problem::Failure;

/// Longer addresses are remembered without their query, which our routes do not need.
const LONGEST_ENDPOINT: usize = 8 * 1024;

/// Sends the browser to the provider, or, when logins lead to nothing, to the portal.
pub(crate) async fn depart(app: &App, endpoint: &str, was_refused: bool) -> Response {
    match login::begin(app, endpoint, was_refused).await {
        Ok(Begun::Sent { location, state, proof }) => redirect(&location, cookies::keep(&state, &proof).into_iter().collect()),
        Ok(Begun::GivenUp { location }) => redirect(&location, Vec::new()),
        Err(error) => Failure::App(error).into_response(),
    }
}

/// Path and query of the request as they were sent: where the login leads back to.
pub(crate) fn endpoint(request: &Request) -> String {
    let sent = request.extensions().get::<SentPath>().map_or_else(|| request.uri().path(), |sent| sent.0.as_str());
    match request.uri().query() {
        Some(query) if sent.len() + query.len() < LONGEST_ENDPOINT => format!("{sent}?{query}"),
        _ => sent.to_owned(),
    }
}
