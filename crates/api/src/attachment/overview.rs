//! `GET /correspondence/api/v1/attachment/{attachmentId}`: shows a shared file.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::Caller;
use correspondence_app::attachments::overview;
use http::Method;

use super::shown::AttachmentOverviewExt;
use crate::access::Policy;
use crate::answer;
use crate::extract::FileId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/attachment/{attachmentId}", Policy::Sender).producing(Produces::Json);

/// Get an attachment
///
/// Its metadata and status.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/attachment/{attachmentId}",
    operation_id = "getAttachment",
    tag = "Attachment",
    params(("attachmentId" = uuid::Uuid, Path, description = "Id of the attachment")),
    responses(
        (status = 200, description = "The attachment", body = AttachmentOverviewExt),
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
) -> Result<Response, Failure> {
    Ok(answer::json(&AttachmentOverviewExt::from(overview::overview(&api.app, &caller, id).await?)))
}
