//! `GET …/correspondence/{correspondenceId}`: the letter.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::{Caller, overview};
use correspondence_domain::text::reply_options;
use http::Method;

use super::shown::CorrespondenceOverviewExt;
use crate::access::Policy;
use crate::answer;
use crate::extract::LetterId;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/correspondence/{correspondenceId}", Policy::SenderOrRecipient)
        .producing(Produces::Json);

/// Get a correspondence
///
/// The recipient gets the texts, and a look is noted. The sender gets status and metadata.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/correspondence/{correspondenceId}",
    operation_id = "getCorrespondence",
    tag = "Correspondence",
    params(("correspondenceId" = uuid::Uuid, Path, description = "Id of the correspondence")),
    responses(
        (status = 200, description = "The correspondence", body = CorrespondenceOverviewExt),
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
    let mut view = overview::overview(&api.app, &caller, id).await?;
    if let Some(shown) = &mut view.shown {
        // Details show the body without them (http-api §7.2).
        shown.body = reply_options::appended_to_body(&shown.body, &view.content.reply_options, &shown.language).to_string();
    }
    Ok(answer::json(&CorrespondenceOverviewExt::new(view, Vec::new())))
}
