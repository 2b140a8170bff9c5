//! `POST /correspondence/api/v1/attachment/{attachmentId}/upload`: takes the bytes of a shared file.

use axum::Extension;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::response::Response;
use correspondence_app::Caller;
use correspondence_app::attachments::upload;
use http::Method;

use super::shown::AttachmentOverviewExt;
use crate::access::Policy;
use crate::answer;
use crate::extract::FileId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::responses::FileBytes;
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::POST, "/correspondence/api/v1/attachment/{attachmentId}/upload", Policy::Sender)
    .consuming("application/octet-stream")
    .producing(Produces::Json);

/// Upload the bytes of an attachment
///
/// Once; again after an upload that failed.
#[utoipa::path(
    post,
    path = "/correspondence/api/v1/attachment/{attachmentId}/upload",
    operation_id = "uploadAttachment",
    tag = "Attachment",
    params(("attachmentId" = uuid::Uuid, Path, description = "Id of the attachment")),
    request_body(content = FileBytes, content_type = "application/octet-stream", description = "The bytes"),
    responses(
        (status = 200, description = "The attachment", body = AttachmentOverviewExt),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
        (status = 404, description = "2001", body = ProblemDetails),
        (status = 408, description = "2022", body = ProblemDetails),
        (status = 502, description = "2002", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    FileId(id): FileId,
    request: Request,
) -> Result<Response, Failure> {
    let body = request.into_body();
    // Exact when the request announces a length, or has no body at all.
    let declared = body.size_hint().exact();
    let view = upload::upload(&api.app, &caller, id, declared, body.into_data_stream()).await?;
    Ok(answer::json(&AttachmentOverviewExt::from(view)))
}
