//! `DELETE …/correspondence/{correspondenceId}/purge`: one side deletes the letter.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::{Caller, purge};
use http::Method;

use crate::access::Policy;
use crate::answer;
use crate::extract::LetterId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::DELETE, "/correspondence/api/v1/correspondence/{correspondenceId}/purge", Policy::SenderOrRecipient)
        .producing(Produces::Json);

/// Delete a correspondence
///
/// The sender may delete it until it is published, the recipient after that.
#[utoipa::path(
    delete,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}/purge",
    operation_id = "purgeCorrespondence",
    tag = "Correspondence",
    params(("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence")),
    responses(
        (status = 200, description = "The id of the correspondence", body = uuid::Uuid, content_type = "application/json"),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
        (status = 404, description = "1001", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.read", "altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    LetterId(id): LetterId,
) -> Result<Response, Failure> {
    Ok(answer::id(purge::purge(&api.app, &caller, id).await?))
}
