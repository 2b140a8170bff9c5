//! Finds letters (lifecycle §10, http-api §12), and pages through them by key (design §3, additive improvements).

use correspondence_domain::correspondence::{CorrespondenceStatus, Letter};
use correspondence_domain::error::{ErrorNumber, Refusal};
use correspondence_domain::identifiers::{CorrespondenceId, IdempotentKey};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{LetterSearch, SearchSide};
use uuid::Uuid;

use crate::caller::Caller;
use crate::{App, AppError, access};

/// Letters in one answer when the caller does not ask for fewer, and at most.
pub const MAX_PAGE_SIZE: u32 = 1000;

/// On which side of the letters the acting party stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchRole {
    /// The party receives them.
    Recipient,
    /// The party sent them.
    Sender,
    /// Either.
    RecipientAndSender,
}

/// What is looked for. Without `resource` and `role` the caller's own sent letters are searched; the API lets that through only
/// when a reference or key is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// Under which resource.
    pub resource: Option<ResourceId>,
    /// On which side.
    pub role: Option<SearchRole>,
    /// Letters that have ever had this status.
    pub status: Option<CorrespondenceStatus>,
    /// Publish time after this moment, which is excluded.
    pub from: Option<Timestamp>,
    /// Publish time before this moment, which is excluded.
    pub to: Option<Timestamp>,
    /// For whom the caller acts; by default for the organisation of the token.
    pub on_behalf_of: Option<PartyUrn>,
    /// The sender's reference, exactly.
    pub senders_reference: Option<String>,
    /// The one letter created with this key, whatever else is asked for.
    pub idempotent_key: Option<Uuid>,
    /// The one letter with this number of the previous generation.
    pub altinn2_id: Option<i32>,
    /// At most this many ids, 1 to [`MAX_PAGE_SIZE`].
    pub page_size: Option<u32>,
    /// Where the previous page ended.
    pub continuation: Option<Continuation>,
}

/// Where a page ended: publish time and id of its last letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Continuation {
    /// Publish time of the last letter.
    pub requested_publish_at: Timestamp,
    /// Id of the last letter.
    pub id: CorrespondenceId,
}

/// A page of ids, newest publish time first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPage {
    /// The letters.
    pub ids: Vec<CorrespondenceId>,
    /// Where the next page begins; none when this is the last.
    pub next: Option<Continuation>,
}

/// Searches.
///
/// # Errors
/// 1027, 4006 or 4001, in the order of lifecycle §10.
pub async fn search(app: &App, caller: &Caller, request: SearchRequest) -> Result<SearchPage, AppError> {
    if let (Some(from), Some(to)) = (request.from, request.to)
        && from > to
    {
        return Err(ErrorNumber::FromAfterTo.into());
    }
    let party = acting_party(caller, &request)?;
    if let Some(resource) = &request.resource {
        access::to_search(app, caller, resource, &party).await?;
    }
    if let Some(key) = request.idempotent_key {
        let owner = app.storage.key_owner(IdempotentKey(key)).await?;
        let letter = match owner {
            Some(owner) => app.storage.letter(owner.correspondence).await?,
            None => None,
        };
        // A key names its letter whatever role is asked for.
        return Ok(one(letter, &request, &party, SearchRole::RecipientAndSender));
    }
    if let Some(altinn2_id) = request.altinn2_id {
        let letter = app.storage.letter_by_altinn2_id(altinn2_id).await?;
        return Ok(one(letter, &request, &party, request.role.unwrap_or(SearchRole::Sender)));
    }
    let Some(side) = side_of(&request, &party) else { return Ok(SearchPage::default()) };
    let limit = request.page_size.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE);
    let found = app
        .storage
        .search(&LetterSearch {
            side,
            resource: request.resource,
            published_after: request.from.unwrap_or(Timestamp::MIN),
            published_before: request.to.unwrap_or(Timestamp::MAX),
            status: request.status,
            senders_reference: request.senders_reference.filter(|reference| !reference.is_empty()),
            before: request.continuation.map(|at| (at.requested_publish_at, at.id)),
            limit,
        })
        .await?;
    let full = found.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let next = found.last().filter(|_| full).map(|last| Continuation { requested_publish_at: last.requested_publish_at, id: last.id });
    Ok(SearchPage { ids: found.into_iter().map(|letter| letter.id).collect(), next })
}

/// The party the caller acts for (auth §8). A person acts for the organisation of the client unless it says for whom.
fn acting_party(caller: &Caller, request: &SearchRequest) -> Result<PartyUrn, AppError> {
    if let Some(party) = request.on_behalf_of.clone().filter(|_| request.resource.is_some()) {
        return Ok(party);
    }
    // Nobody is asked about an organisation's search of its own letters, so the token must be that organisation's.
    if request.resource.is_none() {
        return caller.claims.own_organisation().map(|own| PartyUrn::organisation(&own)).ok_or(ErrorNumber::CallerUnknown.into());
    }
    let organisation = caller.claims.caller_organisation().ok_or(ErrorNumber::CallerUnknown)?;
    PartyUrn::of(&organisation).map_err(|_| Refusal::from(ErrorNumber::CallerUnknown).into())
}

/// The letter, if the acting party sent or received it under the resource that was asked for (http-api oddity 7). A recipient learns
/// of it when it is published, as with every search.
fn one(letter: Option<Letter>, request: &SearchRequest, party: &PartyUrn, role: SearchRole) -> SearchPage {
    let found = letter.filter(|letter| {
        let sent = role != SearchRole::Recipient && letter.sender() == *party;
        let received = role != SearchRole::Sender && letter.recipient == *party && letter.state.published_at.is_some();
        match &request.resource {
            Some(resource) => letter.resource == *resource && (sent || received),
            None => sent,
        }
    });
    SearchPage { ids: found.map(|letter| letter.id).into_iter().collect(), next: None }
}

/// Nothing is found on the sender's side of a party that is no organisation.
fn side_of(request: &SearchRequest, party: &PartyUrn) -> Option<SearchSide> {
    let sender: Option<OrganisationNumber> = party.as_organisation();
    match request.role.unwrap_or(SearchRole::Sender) {
        SearchRole::Recipient => Some(SearchSide::Recipient(party.clone())),
        SearchRole::Sender => sender.map(SearchSide::Sender),
        SearchRole::RecipientAndSender => Some(match sender {
            Some(sender) => SearchSide::Both { sender, recipient: party.clone() },
            None => SearchSide::Recipient(party.clone()),
        }),
    }
}
