//! `POST /correspondence/api/v1/attachment`: announces a shared file.

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use correspondence_app::Caller;
use correspondence_app::attachments::initialize;
use correspondence_domain::correspondence::create::validate_attachment_shape;
use http::Method;

use crate::access::Policy;
use crate::answer;
use crate::extract::json;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::requests::InitializeAttachmentExt;
use crate::problem::{Failure, validation};
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

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
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Failure> {
    let bound = json::bind(request, "InitializeAttachmentExt", json::attachment).await?;
    validate_attachment_shape(bound.resource_id.as_deref(), &bound.attachment).into_result().map_err(validation)?;
    let resource_id = bound.resource_id.unwrap_or_default();
    Ok(answer::id(initialize::initialize(&api.app, &caller, &resource_id, bound.attachment).await?))
}
