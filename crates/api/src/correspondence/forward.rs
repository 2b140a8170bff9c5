//! `POST /correspondence/api/v1/correspondence/{correspondenceId}/forward`: sends a letter on by e-mail. Not in this version.

use http::Method;

use crate::access::Policy;
use crate::extract::CheckedIds;
use crate::not_yet;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::requests::ForwardCorrespondenceRequestExt;
use crate::problem::Failure;
use crate::routes::{Produces, Route};

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::POST, "/correspondence/api/v1/correspondence/{correspondenceId}/forward", Policy::Recipient)
        .producing(Produces::Json);

/// Forward a correspondence by e-mail
///
/// When the sender allows it, after it was read.
#[utoipa::path(
    post,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}/forward",
    operation_id = "forwardCorrespondence",
    tag = "Correspondence",
    params(("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence")),
    request_body = ForwardCorrespondenceRequestExt,
    responses(
        (status = 200, description = "The id of the forwarding", body = uuid::Uuid, content_type = "application/json"),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
        (status = 404, description = "1001", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.read"]))
)]
pub(crate) async fn handle(_ids: CheckedIds) -> Failure {
    not_yet::refuse("forwarding")
}
