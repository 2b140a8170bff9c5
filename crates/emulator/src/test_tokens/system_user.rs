//! `GetSystemUserToken`: an organisation's system user, by way of a vendor (ASU-*).

use axum::extract::{RawQuery, State};

use super::query::{TokenQuery, bad};
use super::token;
use crate::parties::Directory;
use crate::reply::Answer;
use crate::resources::OWNER;
use crate::tokens::claim_sets::{OrganisationToken, system_user_claim};
use crate::world::{SharedWorld, Signer};

pub(super) async fn system_user(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = TokenQuery::of(raw.as_deref());
    let scope = query.scopes()?;
    let organisation = query
        .organisation(&["systemuserorg", "orgno"])?
        .ok_or_else(|| bad("systemUserOrg is missing, for example systemUserOrg=310000140"))?;
    let vendor = query.organisation(&["supplierorgno"])?.unwrap_or(OWNER);
    let id = query.uuid(&["systemuserid"])?.unwrap_or_else(|| Directory::system_user_of(organisation));
    world.parties.learn_system_user(id, organisation);
    let claims = OrganisationToken {
        number: vendor,
        code: None,
        supplier: None,
        authorization_details: Some(system_user_claim(id, organisation, vendor)),
        scope: &scope,
        client_id: query.text(&["clientid"]).unwrap_or("emulated-system"),
        level: query.number(&["authlvl"])?.unwrap_or(3),
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    token(&world, Signer::Altinn, claims, query.lifetime(1800)?)
}
