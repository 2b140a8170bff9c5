//! `POST /correspondence/api/v1/correspondence/upload`: creates letters with files. Not in this version.

use http::Method;

use super::initialize::Created;
use crate::access::Policy;
use crate::extract::CheckedIds;
use crate::not_yet;
use crate::openapi::form::InitializeCorrespondencesForm;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::POST, "/correspondence/api/v1/correspondence/upload", Policy::Sender)
    .consuming("multipart/form-data")
    .producing(Produces::Json);

/// Create correspondences with files
///
/// As the JSON request, with the files in the same form.
#[utoipa::path(
    post,
    path = "/correspondence/api/v1/correspondence/upload",
    operation_id = "initializeCorrespondencesWithFiles",
    tag = "Correspondence",
    request_body(content = InitializeCorrespondencesForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The correspondences were created", body = Created),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough", body = ProblemDetails),
        (status = 404, description = "1029, 1054", body = ProblemDetails),
        (status = 408, description = "2022", body = ProblemDetails),
        (status = 409, description = "1034; `correspondenceId` names what exists, if it is yours", body = ProblemDetails),
        (status = 422, description = "1030", body = ProblemDetails),
        (status = 502, description = "2002", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(_ids: CheckedIds) -> Failure {
    not_yet::refuse("multipart/form-data")
}
