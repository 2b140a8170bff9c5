//! The OpenAPI document, made from the endpoints and bodies in the code. It describes the whole public contract (http-api §13), also
//! what later versions bring; hidden routes are not in it.

pub(crate) mod enumerations;
pub(crate) mod form;
pub(crate) mod problems;
pub(crate) mod requests;
pub(crate) mod responses;

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, Server};

use crate::{attachment, correspondence};

#[derive(OpenApi)]
#[openapi(
    components(schemas(enumerations::CorrespondencesRoleType, enumerations::CorrespondenceStatusExt)),
    paths(
        correspondence::initialize::handle,
        correspondence::initialize_with_files::handle,
        correspondence::search::handle,
        correspondence::overview::handle,
        correspondence::details::handle,
        correspondence::mark_as_read::handle,
        correspondence::confirm::handle,
        correspondence::purge::handle,
        correspondence::download::handle,
        correspondence::download_all::handle,
        correspondence::forward::handle,
        attachment::initialize::handle,
        attachment::upload::handle,
        attachment::overview::handle,
        attachment::details::handle,
        attachment::delete::handle,
        attachment::download::handle,
    )
)]
struct Document;

/// The document as JSON text; `public_url` is where clients reach the service.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "it cannot panic")]
pub fn openapi_document(public_url: &str) -> String {
    let mut document = Document::openapi();
    document.info = Info::new("Altinn Correspondence", "v1");
    document.servers = Some(vec![Server::new(public_url.trim_end_matches('/'))]);
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    document.components.get_or_insert_default().add_security_scheme("JWTBearerAuth", SecurityScheme::Http(bearer));
    #[expect(clippy::expect_used, reason = "the document is made of strings, numbers and maps with string keys")]
    document.to_pretty_json().expect("an OpenAPI document is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_what_was_agreed() {
        insta::assert_snapshot!("openapi", openapi_document("https://correspondence.example/"));
    }
}
