//! `GET …/correspondence/{correspondenceId}/details`: the letter with its history.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::{Caller, details};
use http::Method;

use super::shown::{CorrespondenceDetailsExt, StatusEvent};
use crate::access::Policy;
use crate::answer;
use crate::extract::LetterId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/correspondence/{correspondenceId}/details", Policy::SenderOrRecipient)
        .producing(Produces::Json);

/// Get a correspondence with its history
///
/// As the overview, with every status it has had and what became of its notifications.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}/details",
    operation_id = "getCorrespondenceDetails",
    tag = "Correspondence",
    params(("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence")),
    responses(
        (status = 200, description = "The correspondence", body = CorrespondenceDetailsExt),
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
    let view = details::details(&api.app, &caller, id).await?;
    let history = view.history.into_iter().map(StatusEvent::from).collect();
    Ok(answer::json(&CorrespondenceDetailsExt::new(view.letter, history, Vec::new(), view.system_label)))
}
