//! Ids in paths. A malformed one is a validation error, not a 404; all malformed ones are told together (http-api §9).

use axum::extract::{FromRequestParts, MatchedPath, RawPathParams};
use axum::response::{IntoResponse, Response};
use correspondence_domain::error::Validation;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};
use http::request::Parts;
use uuid::Uuid;

use super::guid;
use crate::problem::{Failure, validation};

/// The ids of the path are well formed; which they are does not matter here.
#[derive(Clone, Debug)]
pub(crate) struct CheckedIds(Vec<(String, Uuid)>);

impl<S: Send + Sync> FromRequestParts<S> for CheckedIds {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let mut findings = Validation::default();
        let mut ids = Vec::new();
        match RawPathParams::from_request_parts(parts, state).await {
            Ok(parameters) => {
                for (name, text) in &parameters {
                    match guid(text) {
                        Some(id) => {
                            ids.push((name.to_owned(), id));
                            findings.bound.push(name.to_owned());
                        }
                        None => findings.add(name, "The value is not a GUID."),
                    }
                }
            }
            // Bytes that are no text once they are decoded.
            Err(_) => names(parts).for_each(|name| findings.add(name, "The value is not a GUID.")),
        }
        if findings.is_empty() { Ok(Self(ids)) } else { Err(Failure::from(validation(findings)).into_response()) }
    }
}

/// The parameters that the route's path names.
fn names(parts: &Parts) -> impl Iterator<Item = &str> {
    let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
}

impl CheckedIds {
    /// The id of this name. A route without the parameter would be a mistake in the table; nothing has the nil id, so it ends as unknown.
    fn named(self, name: &str) -> Uuid {
        self.0.into_iter().find(|(given, _)| given == name).map_or(Uuid::nil(), |(_, id)| id)
    }
}

/// Makes an extractor of an id in the path, which checks the others too.
macro_rules! id_of_path {
    ($($(#[$doc:meta])* $extractor:ident($id:ident) = $name:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $extractor(pub(crate) $id);

        impl<S: Send + Sync> FromRequestParts<S> for $extractor {
            type Rejection = Response;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
                Ok(Self($id(CheckedIds::from_request_parts(parts, state).await?.named($name))))
            }
        }
    )+};
}

id_of_path! {
    /// The letter that the path names.
    LetterId(CorrespondenceId) = "correspondenceId";
    /// The file that the path names.
    FileId(AttachmentId) = "attachmentId";
}
