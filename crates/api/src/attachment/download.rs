//! `GET /correspondence/api/v1/attachment/{attachmentId}/download`: gives the sender the bytes of a shared file.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::Caller;
use correspondence_app::attachments::download;
use http::{HeaderMap, Method};

use crate::access::Policy;
use crate::extract::FileId;
use crate::files::{self, Wanted};
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::responses::FileBytes;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::GET, "/correspondence/api/v1/attachment/{attachmentId}/download", Policy::Sender);

/// Download an attachment
///
/// While no published correspondence uses it.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/attachment/{attachmentId}/download",
    operation_id = "downloadAttachment",
    tag = "Attachment",
    params(("attachmentId" = uuid::Uuid, Path, description = "Id of the attachment")),
    responses(
        (status = 200, description = "The bytes", body = FileBytes, content_type = "application/octet-stream"),
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
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let file = download::download(&api.app, &caller, id).await?;
    let wanted = Wanted::by(&headers, &file);
    let bytes = match &wanted {
        Wanted::Whole => Some(file.open(&api.app, None).await?),
        Wanted::Part(range) => Some(file.open(&api.app, Some(range.clone())).await?),
        Wanted::Nothing | Wanted::Impossible => None,
    };
    Ok(files::answer(&file, &wanted, bytes.map(|bytes| bytes.stream), "application/octet-stream", None))
}
