//! `openapi`: prints the document that describes the API.

/// The address that the document names; a running server names its own.
const PUBLIC_URL: &str = "https://platform.altinn.no";

pub(crate) fn run() {
    println!("{}", correspondence_api::openapi_document(PUBLIC_URL));
}
