//! `POST /correspondence/api/v1/attachment`: announces a shared file. Not in this version.

use http::Method;

use crate::access::Policy;
use crate::extract::CheckedIds;
use crate::not_yet;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::requests::InitializeAttachmentExt;
use crate::problem::Failure;
use crate::routes::{Produces, Route};

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::POST, "/correspondence/api/v1/attachment", Policy::Sender).consuming("application/json").producing(Produces::Json);

/// Create an attachment
///
/// Announces a file that several correspondences may share; its bytes are uploaded next.
#[utoipa::path(
    post,
    path = "/correspondence/api/v1/attachment",
    operation_id = "initializeAttachment",
    tag = "Attachment",
    request_body = InitializeAttachmentExt,
    responses(
        (status = 200, description = "The id of the attachment", body = uuid::Uuid, content_type = "application/json"),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(_ids: CheckedIds) -> Failure {
    not_yet::refuse("attachment")
}
