//! `GET /correspondence/api/v1/correspondence/{correspondenceId}/attachment/{attachmentId}/download`: gives the recipient a file. Not in this version.

use http::Method;

use crate::access::Policy;
use crate::extract::CheckedIds;
use crate::not_yet;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::responses::FileBytes;
use crate::problem::Failure;
use crate::routes::Route;

/// The route.
pub(crate) static ROUTE: Route = Route::new(
    Method::GET,
    "/correspondence/api/v1/correspondence/{correspondenceId}/attachment/{attachmentId}/download",
    Policy::DownloadAttachment,
);

/// Download a file of a correspondence
///
/// Noted in the history. Without a bearer token, a browser is sent to the login.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}/attachment/{attachmentId}/download",
    operation_id = "downloadCorrespondenceAttachment",
    tag = "Correspondence",
    params(
        ("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence"),
        ("attachmentId" = uuid::Uuid, Path, description = "Id of the attachment"),
    ),
    responses(
        (status = 200, description = "The bytes", body = FileBytes, content_type = "application/octet-stream"),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
        (status = 404, description = "1001, 2001", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.read", "altinn:portal/enduser"]))
)]
pub(crate) async fn handle(_ids: CheckedIds) -> Failure {
    not_yet::refuse("download of attachments")
}
