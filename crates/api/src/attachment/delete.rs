//! `DELETE /correspondence/api/v1/attachment/{attachmentId}`: deletes a shared file.

use axum::Extension;
use axum::extract::State;
use correspondence_app::Caller;
use correspondence_app::attachments::delete;
use http::{Method, StatusCode};

use crate::access::Policy;
use crate::extract::FileId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

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
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    FileId(id): FileId,
) -> Result<StatusCode, Failure> {
    delete::delete(&api.app, &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
