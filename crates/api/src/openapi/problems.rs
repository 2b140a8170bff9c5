//! Error bodies as the document shows them: what is really sent (http-api §3, oddity 3).
#![expect(dead_code, reason = "only their shape is read")]

use std::collections::HashMap;

use utoipa::ToSchema;
use uuid::Uuid;

/// An error of the catalogue.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct AltinnProblemDetails {
    /// URI that explains the status.
    r#type: String,
    /// Name of the status.
    title: String,
    /// The HTTP status.
    status: i32,
    /// What went wrong.
    detail: String,
    /// `CORR-` and the error number in five digits.
    code: String,
    /// W3C trace context of the request.
    trace_id: String,
    /// Name of the status.
    status_description: String,
    /// The error number.
    error_code: i32,
    /// With 1034: the correspondence that exists, when it is the caller's own.
    #[schema(required = false, nullable = false)]
    correspondence_id: Option<Uuid>,
    /// With 1034: the correspondences that exist, when they are the caller's own.
    #[schema(required = false, nullable = false)]
    correspondence_ids: Option<Vec<Uuid>>,
}

/// Everything that is wrong with the shape of a request.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct AltinnValidationProblemDetails {
    /// URI that explains the status.
    r#type: String,
    /// Name of the status.
    title: String,
    /// The HTTP status, 400.
    status: i32,
    /// `STD-00000`.
    code: String,
    /// W3C trace context of the request.
    trace_id: String,
    /// Name of the status.
    status_description: String,
    /// One entry per finding.
    validation_errors: Vec<ValidationErrorDetails>,
    /// Messages by member; members without findings may be named with no message.
    errors: HashMap<String, Vec<String>>,
}

/// One finding.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct ValidationErrorDetails {
    /// `CORR.VLD-00000`.
    code: String,
    /// What is wrong.
    title: String,
    /// Where, with slashes between members.
    paths: Vec<String>,
}

/// A problem that may have an error number.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct ProblemDetails {
    /// URI that explains the status.
    r#type: Option<String>,
    /// Name of the status.
    title: Option<String>,
    /// The HTTP status.
    status: Option<i32>,
    /// What went wrong.
    detail: Option<String>,
    /// `CORR-` and the error number in five digits.
    code: Option<String>,
    /// W3C trace context of the request.
    trace_id: Option<String>,
    /// Name of the status.
    status_description: Option<String>,
    /// The error number.
    error_code: Option<i32>,
}

/// A rule is broken, or the shape is wrong.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[serde(untagged)]
pub(crate) enum BadRequest {
    /// A rule is broken.
    Domain(AltinnProblemDetails),
    /// The shape is wrong.
    Validation(AltinnValidationProblemDetails),
}
