//! `GET /correspondence/api/v1/correspondence/{correspondenceId}/attachment/{attachmentId}/download`: gives the recipient a file.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::{Caller, download};
use correspondence_domain::attachment::{content_disposition, download_type};
use http::{HeaderMap, Method};

use crate::access::Policy;
use crate::extract::{FileId, LetterId};
use crate::files::{self, Wanted};
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::responses::FileBytes;
use crate::problem::Failure;
use crate::routes::Route;
use crate::state::SharedApi;

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
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    LetterId(letter): LetterId,
    FileId(attachment): FileId,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let download = download::download(&api.app, &caller, letter, attachment).await?;
    let wanted = Wanted::by(&headers, &download.file);
    let bytes = match &wanted {
        Wanted::Whole => Some(download.begin(&api.app, None).await?),
        Wanted::Part(range) if range.start == 0 => Some(download.begin(&api.app, Some(range.clone())).await?),
        Wanted::Part(range) => Some(download.go_on(&api.app, range.clone()).await?),
        Wanted::Nothing | Wanted::Impossible => None,
    };
    let name = &download.file.name;
    let kind = download_type(name);
    let disposition = if kind.is_inline { content_disposition::inline(name) } else { content_disposition::attachment(name) };
    Ok(files::answer(&download.file, &wanted, bytes.map(|bytes| bytes.stream), kind.media_type, Some(&disposition)))
}
