//! Error bodies (http-api §3). A failure becomes HTTP here and nowhere else; nothing of what went wrong inside is told to the caller.

mod body;
mod kinds;
mod response;

pub(crate) use body::{Validated, parse_error, validation};
pub(crate) use kinds::Title;
pub(crate) use response::{Failure, IsProblem, ServerFault, accepts_json, server_error, status_problem};
