//! `GET /correspondence/api/v1/correspondence/{correspondenceId}/attachments/downloadall`: gives the recipient all files.

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use correspondence_app::{Caller, download_all};
use correspondence_domain::attachment::content_disposition;
use http::{Method, header};

use crate::access::Policy;
use crate::extract::LetterId;
use crate::files;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::responses::FileBytes;
use crate::problem::{Failure, Title, status_problem};
use crate::routes::Route;
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/correspondence/{correspondenceId}/attachments/downloadall", Policy::DownloadAttachment);

/// Download all files of a correspondence
///
/// As a zip archive. Without a bearer token, a browser is sent to the login.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}/attachments/downloadall",
    operation_id = "downloadAllCorrespondenceAttachments",
    tag = "Correspondence",
    params(("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence")),
    responses(
        (status = 200, description = "The archive", body = FileBytes, content_type = "application/zip"),
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
    LetterId(id): LetterId,
) -> Result<Response, Failure> {
    let Some(archive) = download_all::download_all(&api.app, &caller, id).await? else {
        return Ok(status_problem(
            Title::NOT_FOUND,
            "This service does not offer all files of a correspondence as one archive.".to_owned(),
        ));
    };
    let headers =
        [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, content_disposition::archive(&archive.name))];
    let mut response = (headers, Body::from_stream(files::logged(archive.stream))).into_response();
    if let Some(length) = archive.length {
        response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
    }
    Ok(response)
}
