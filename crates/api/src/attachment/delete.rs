//! `DELETE /correspondence/api/v1/attachment/{attachmentId}`: deletes a shared file. Not in this version.

use http::Method;

use crate::access::Policy;
use crate::extract::CheckedIds;
use crate::not_yet;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::DELETE, "/correspondence/api/v1/attachment/{attachmentId}", Policy::Sender).producing(Produces::Json);

/// Delete an attachment
///
/// While no correspondence uses it.
#[utoipa::path(
    delete,
    path = "/correspondence/api/v1/attachment/{attachmentId}",
    operation_id = "purgeAttachment",
    tag = "Attachment",
    params(("attachmentId" = uuid::Uuid, Path, description = "Id of the attachment")),
    responses(
        (status = 204, description = "The attachment was deleted"),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
        (status = 404, description = "2001", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(_ids: CheckedIds) -> Failure {
    not_yet::refuse("attachment deletion")
}
