//! `GetPersonalToken`: a person or e-mail user who logged in (AP-*).

use axum::extract::{RawQuery, State};

use super::query::{TokenQuery, bad};
use super::token;
use crate::parties::Identity;
use crate::reply::Answer;
use crate::tokens::claim_sets::PersonalToken;
use crate::world::{SharedWorld, Signer};

pub(super) async fn personal(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = TokenQuery::of(raw.as_deref());
    let scopes = query.scopes()?;
    let party = query.person(&world)?.ok_or_else(|| bad("pid (or email) is missing, for example pid=01898790041"))?;
    let (user_id, party_id, uuid) = (query.number(&["userid"])?, query.number(&["partyid"])?, query.uuid(&["partyuuid"])?);
    if user_id.is_some() || party_id.is_some() || uuid.is_some() {
        world.parties.learn_ids(&party.identity, party_id, user_id, uuid);
    }
    let is_person = matches!(party.identity, Identity::Person(_));
    let scope = if scopes.split(' ').any(|item| item == "openid") { scopes } else { format!("openid {scopes}") };
    let user_name = match party.address() {
        Some(address) => address.to_owned(),
        None => query.text(&["username"]).unwrap_or_default().to_owned(),
    };
    let claims = PersonalToken {
        user_id: user_id.or(party.user_id).unwrap_or_default().to_string(),
        party_id: party_id.unwrap_or(party.party_id),
        party_uuid: uuid.unwrap_or(party.uuid),
        user_name,
        scope,
        level: query.number(&["authlvl"])?.unwrap_or(if is_person { 3 } else { 0 }),
        consumer: query.organisation(&["consumerorgno", "orgno"])?,
        token_id: world.random_id().simple().to_string(),
        party: &party,
    }
    .claims();
    token(&world, Signer::Altinn, claims, query.lifetime(1800)?)
}
