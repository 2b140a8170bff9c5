//! Time and background work under test control (run-contract §4). Served only when the configuration says so, which production refuses.

pub(crate) mod drain;
mod duration;
pub(crate) mod jobs;
pub(crate) mod move_clock;
pub(crate) mod read_clock;

use axum::body::Body;
use axum::response::Response;
use correspondence_domain::time::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::extract::read;
use crate::problem::{Title, status_problem};

/// These bodies are short.
const MAX_BYTES: usize = 64 * 1024;

#[derive(Serialize)]
struct Now {
    now: Timestamp,
}

/// The body, or a 400 that says what is wrong with it.
async fn body<T: DeserializeOwned>(body: Body) -> Result<T, Response> {
    let bytes = read(body, MAX_BYTES).await.map_err(|_| bad_request("The body could not be read."))?;
    serde_json::from_slice(&bytes).map_err(|error| bad_request(&format!("The body is not understood: {error}.")))
}

fn bad_request(detail: &str) -> Response {
    status_problem(Title::BAD_REQUEST, detail.to_owned())
}
