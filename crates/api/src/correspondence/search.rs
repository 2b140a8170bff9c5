//! `GET …/correspondence`: ids of letters (http-api §12), in pages when they are asked for (design §3).

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use correspondence_app::Caller;
use correspondence_app::search::{self, MAX_PAGE_SIZE, SearchPage, SearchRequest, SearchRole};
use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::resource::ResourceId;
use http::Method;
use serde::Serialize;
use utoipa::ToSchema;

use super::continuation;
use super::on_behalf_of::acting_party;
use crate::access::Policy;
use crate::answer;
use crate::extract::Query;
use crate::openapi::enumerations::{CorrespondenceStatusExt, CorrespondencesRoleType};
use crate::openapi::problems::{BadRequest, ProblemDetails};
use crate::problem::{Failure, Validated, validation};
use crate::routes::{Produces, Route};
use crate::state::SharedApi;

/// The route.
pub(crate) static ROUTE: Route =
    Route::new(Method::GET, "/correspondence/api/v1/correspondence", Policy::SenderOrRecipient).producing(Produces::Json);

/// Ids of letters.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CorrespondencesExt)]
pub(crate) struct Found {
    /// Newest `requestedPublishTime` first; 1000 at most.
    #[schema(value_type = Vec<uuid::Uuid>)]
    ids: Vec<CorrespondenceId>,
    /// Only when `pageSize` or `continuationToken` was given: send it to get the next page; null when this was the last.
    #[serde(skip_serializing_if = "Paging::is_absent")]
    #[schema(value_type = Option<String>)]
    continuation_token: Paging,
}

/// What an answer says about the pages after it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Paging {
    /// Nothing: pages were not asked for.
    Absent,
    /// Where the next one begins; none when there is none.
    Next(Option<String>),
}

impl Paging {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Search correspondences
///
/// For the organisation of the token, or for `onBehalfOf`. `resourceId` and `role` may both be left out when `sendersReference` or
/// `idempotentKey` is given and the token is an organisation's: then its own sent correspondences are searched.
#[utoipa::path(
    get,
    path = "/correspondence/api/v1/correspondence",
    operation_id = "searchCorrespondences",
    tag = "Correspondence",
    params(
        ("resourceId" = Option<String>, Query, description = "Resource they were sent under"),
        ("from" = Option<String>, Query, format = DateTime, description = "`requestedPublishTime` after this moment"),
        ("to" = Option<String>, Query, format = DateTime, description = "`requestedPublishTime` before this moment"),
        ("status" = Option<CorrespondenceStatusExt>, Query, description = "Have ever had this status"),
        ("role" = Option<CorrespondencesRoleType>, Query, description = "Side on which the party stands"),
        ("onBehalfOf" = Option<String>, Query, description = "Organisation or person to search for; the token's organisation when left out"),
        ("sendersReference" = Option<String>, Query, description = "The sender's reference, exactly"),
        ("idempotentKey" = Option<uuid::Uuid>, Query, description = "The one correspondence created with this key"),
        ("altinn2CorrespondenceId" = Option<i32>, Query, description = "The one correspondence with this number of the previous generation"),
        ("pageSize" = Option<i32>, Query, minimum = 1, maximum = 1000, description = "Ids per page"),
        ("continuationToken" = Option<String>, Query, description = "Where the previous page ended"),
    ),
    responses(
        (status = 200, description = "What was found", body = Found),
        (status = 400, description = "The request breaks a rule", body = BadRequest),
        (status = 401, description = "No valid token (empty body), or no rights (4001, 4006)", body = ProblemDetails),
        (status = 403, description = "The token's scopes are not enough; empty body"),
    ),
    security(("JWTBearerAuth" = ["altinn:correspondence.read", "altinn:correspondence.write", "altinn:serviceowner"]))
)]
pub(crate) async fn handle(
    State(api): State<SharedApi>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let query = Query::read(query.as_deref());
    let is_paged = query.has("pageSize") || query.has("continuationToken");
    let request = bind(query, caller.claims.own_organisation().is_some())?;
    let SearchPage { ids, next } = search::search(&api.app, &caller, request).await?;
    let continuation_token = if is_paged { Paging::Next(next.as_ref().map(continuation::to_text)) } else { Paging::Absent };
    Ok(answer::json(&Found { ids, continuation_token }))
}

/// Reads every parameter, so that all malformed ones are told together.
fn bind(mut query: Query, is_organisation: bool) -> Result<SearchRequest, Validated> {
    let resource = query.text("resourceId").filter(|text| !text.trim().is_empty());
    let roles = [SearchRole::Recipient, SearchRole::Sender, SearchRole::RecipientAndSender];
    let role = query.enumeration("role", &["Recipient", "Sender", "RecipientAndSender"]).map(|number| roles[number]);
    let (is_role_given, senders_reference) = (query.has("role"), query.text("sendersReference"));
    let names = CorrespondenceStatus::ALL.map(CorrespondenceStatus::name);
    let request = SearchRequest {
        role,
        status: query.enumeration("status", &names).map(|number| CorrespondenceStatus::ALL[number]),
        from: query.timestamp("from"),
        to: query.timestamp("to"),
        on_behalf_of: acting_party(&mut query),
        idempotent_key: query.guid("idempotentKey"),
        altinn2_id: query.integer("altinn2CorrespondenceId"),
        page_size: query.integer_in("pageSize", 1, MAX_PAGE_SIZE),
        continuation: continuation::read(&mut query),
        // What cannot be an id is in no registry, so it ends as an unknown resource does.
        resource: resource.as_deref().map(|text| ResourceId::parse(text).unwrap_or_else(|| ResourceId::stored(text.to_owned()))),
        senders_reference,
    };
    let names_own_letters = request.senders_reference.is_some() || request.idempotent_key.is_some();
    let is_own_search = resource.is_none() && !query.has("resourceId") && !is_role_given && names_own_letters && is_organisation;
    let is_told = query.findings.problems.iter().any(|problem| problem.key == "resourceId");
    if resource.is_none() && !is_own_search && !is_told {
        query.findings.bound.retain(|name| name != "resourceId");
        query.findings.add("resourceId", "The resourceId field is required.");
    }
    if !is_role_given && !is_own_search {
        query.findings.add("role", "The role field is required.");
    }
    if query.findings.is_empty() { Ok(request) } else { Err(validation(query.findings)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(query: &str, is_organisation: bool) -> String {
        bind(Query::read(Some(query)), is_organisation).map_or_else(|findings| format!("{findings:?}"), |_| String::new())
    }

    #[test]
    fn resource_and_role_may_be_left_out_only_together_and_for_ones_own_letters() {
        for (query, is_organisation, good) in [
            ("resourceId=r&role=sender", false, true),
            ("sendersReference=s", true, true),
            ("idempotentKey=7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31", true, true),
            ("sendersReference=s", false, false),
            ("sendersReference=s&resourceId=r", true, false),
            ("sendersReference=s&role=sender", true, false),
            ("sendersReference=", true, false),
            ("status=Published", true, false),
            ("sendersReference=s&resourceId=+", true, false),
        ] {
            assert_eq!(errors(query, is_organisation).is_empty(), good, "{query}");
        }
    }

    #[test]
    fn everything_malformed_is_told() {
        let told = errors(
            "role=observer&status=99&from=x&to=y&onBehalfOf=991825827&idempotentKey=x&altinn2CorrespondenceId=x&pageSize=0&continuationToken=x",
            true,
        );
        for key in [
            "resourceId",
            "role",
            "status",
            "from",
            "to",
            "onBehalfOf",
            "idempotentKey",
            "altinn2CorrespondenceId",
            "pageSize",
            "continuationToken",
        ] {
            assert!(told.contains(key), "{key} in {told}");
        }
    }

    #[test]
    fn values_that_were_fine_are_named_without_messages() {
        assert_eq!(
            errors("resourceId=r&from=2026-01-01", true),
            r#"Validated({"role": ["The role field is required."], "resourceId": [], "from": []})"#
        );
    }
}
