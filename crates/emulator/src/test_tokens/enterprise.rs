//! Tokens of organisations: exchanged (AO-*) and raw Maskinporten (MP-*).

use axum::extract::{RawQuery, State};

use super::query::{TokenQuery, bad};
use super::token;
use crate::maskinporten::TOKEN_LIFETIME;
use crate::reply::Answer;
use crate::tokens::claim_sets::{MaskinportenToken, OrganisationToken, organisation_claim};
use crate::world::{SharedWorld, Signer};

/// `GetEnterpriseToken`.
pub(super) async fn enterprise(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = TokenQuery::of(raw.as_deref());
    let scope = query.scopes()?;
    let number = query.organisation(&["orgno"])?.ok_or_else(|| bad("orgNo is missing, for example orgNo=991825827"))?;
    let mut claims = OrganisationToken {
        number,
        code: query.text(&["org"]),
        supplier: query.organisation(&["supplierorgno"])?.map(organisation_claim),
        authorization_details: None,
        scope: &scope,
        client_id: "emulated-client",
        level: query.number(&["authlvl"])?.unwrap_or(3),
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    if let Some(id) = query.number(&["partyid"])? {
        claims.insert("urn:altinn:partyid".to_owned(), id.into());
    }
    if let Some(id) = query.text(&["userid"]) {
        claims.insert("urn:altinn:userid".to_owned(), id.into());
    }
    if let Some(id) = query.uuid(&["partyuuid"])? {
        claims.insert("urn:altinn:party:uuid".to_owned(), id.to_string().into());
    }
    token(&world, Signer::Altinn, claims, query.lifetime(1800)?)
}

/// `GetMaskinportenToken`: what an organisation has before the exchange.
pub(super) async fn maskinporten(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = TokenQuery::of(raw.as_deref());
    let scope = query.scopes()?;
    let consumer = query.organisation(&["orgno"])?.ok_or_else(|| bad("orgNo is missing, for example orgNo=991825827"))?;
    let claims = MaskinportenToken {
        consumer,
        supplier: query.organisation(&["supplierorgno"])?,
        authorization_details: None,
        scope: &scope,
        client_id: "emulated-client",
        token_id: world.random_id().simple().to_string(),
    }
    .claims();
    token(&world, Signer::Maskinporten, claims, query.lifetime(TOKEN_LIFETIME)?)
}
