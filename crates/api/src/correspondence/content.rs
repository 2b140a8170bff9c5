//! `GET …/correspondence/{correspondenceId}/content`: the body as Markdown, which the recipient's inbox embeds. Not in the document.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use correspondence_app::{Caller, content};
use http::Method;

use crate::access::Policy;
use crate::answer;
use crate::extract::LetterId;
use crate::problem::Failure;
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/correspondence/{correspondenceId}/content", Policy::Recipient)
        .producing(Produces::Text);

/// Answers with the body; the first time counts as reading it.
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    LetterId(id): LetterId,
) -> Result<Response, Failure> {
    Ok(answer::text(content::content(&api.app, &caller, id).await?))
}
