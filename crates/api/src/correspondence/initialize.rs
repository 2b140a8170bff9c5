//! `POST …/correspondence`: creates letters whose files, if any, are shared attachments.

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use correspondence_app::{Caller, initialize};
use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::correspondence::create::validate_shape;
use correspondence_domain::identifiers::{AttachmentId, CorrespondenceId};
use correspondence_domain::party::PartyUrn;
use http::Method;
use serde::Serialize;
use utoipa::ToSchema;

use super::shown::status_name;
use crate::access::Policy;
use crate::answer;
use crate::extract::json;
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::openapi::{enumerations, requests, responses};
use crate::problem::{Failure, validation};
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route = Route::new(Method::POST, "/correspondence/api/v1/correspondence", Policy::Sender)
    .consuming("application/json")
    .producing(Produces::Json);

/// What was created.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InitializeCorrespondencesResponseExt)]
pub(crate) struct Created {
    /// One correspondence per recipient, in the order of the request.
    correspondences: Vec<CreatedLetter>,
    /// Attachments of the correspondences, each once.
    #[schema(value_type = Vec<uuid::Uuid>)]
    attachment_ids: Vec<AttachmentId>,
}

/// One created letter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InitializedCorrespondencesExt)]
struct CreatedLetter {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    correspondence_id: CorrespondenceId,
    /// Its status.
    #[serde(serialize_with = "status_name")]
    #[schema(value_type = enumerations::CorrespondenceStatusExt)]
    status: CorrespondenceStatus,
    /// Who it is for, as a URN.
    #[schema(value_type = String)]
    recipient: PartyUrn,
    /// Always null.
    #[schema(value_type = Option<Vec<responses::InitializedCorrespondencesNotificationsExt>>)]
    notifications: (),
}

impl From<initialize::Initialized> for Created {
    fn from(created: initialize::Initialized) -> Self {
        let letter = |letter: initialize::InitializedLetter| CreatedLetter {
            correspondence_id: letter.id,
            status: letter.status,
            recipient: letter.recipient,
            notifications: (),
        };
        Self { correspondences: created.letters.into_iter().map(letter).collect(), attachment_ids: created.attachment_ids }
    }
}

/// Create correspondences
///
/// One per recipient. A 200 means that they are stored; publishing follows.
#[utoipa::path(
    post,
    path = "/correspondence/api/v1/correspondence",
    operation_id = "initializeCorrespondences",
    tag = "Correspondence",
    request_body = requests::InitializeCorrespondencesExt,
    responses(
        (status = 200, description = "The correspondences were created", body = Created),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough", body = ProblemDetails),
        (status = 404, description = "1029, 1054", body = ProblemDetails),
        (status = 409, description = "1034; `correspondenceId` names what exists, if it is yours", body = ProblemDetails),
        (status = 422, description = "1030", body = ProblemDetails),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Response, Failure> {
    let bound = json::bind(request, "request", json::initialize).await?;
    validate_shape(&bound).into_result().map_err(validation)?;
    let created = initialize::initialize(&api.app, &caller, bound).await?;
    Ok(answer::json(&Created::from(created)))
}
