//! `POST /correspondence/api/v1/correspondence/upload`: creates letters, with the files in the same form.

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use correspondence_app::{Caller, files, initialize};
use correspondence_domain::correspondence::create::validate_shape;
use http::Method;

use super::initialize::Created;
use crate::access::Policy;
use crate::answer;
use crate::extract::form;
use crate::openapi::form::InitializeCorrespondencesForm;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::{Failure, validation};
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

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
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Failure> {
    let form = form::receive(request, &files::spool(&api.app)).await?;
    let mut findings = form.findings;
    findings.problems.extend(validate_shape(&form.request).problems);
    findings.into_result().map_err(validation)?;
    let created = initialize::initialize_with_files(&api.app, caller, form.request, form.files).await?;
    Ok(answer::json(&Created::from(created)))
}
