//! `GetDialogToken`: what Dialogporten hands to a front end for one dialog (DT-*, auth §3.4).

use axum::extract::{RawQuery, State};

use super::query::{TokenQuery, bad};
use super::token;
use crate::parties::{Directory, Identity};
use crate::reply::{Answer, Refused};
use crate::tokens::claim_sets::DialogToken;
use crate::world::{SharedWorld, Signer};

/// `party`: the dialog's party (number, address or URN); `pid`, `email` or `caller`: who is logged in, else the party; `systemUserOrg`: its
/// system user instead.
pub(super) async fn dialog(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let query = TokenQuery::of(raw.as_deref());
    let person = query.person(&world)?.map(|party| party.identity);
    let caller = match query.text(&["caller"]) {
        Some(text) => Some(named(text)?),
        None => person,
    };
    let party = match query.text(&["party", "orgno"]) {
        Some(text) => named(text)?,
        None => caller.clone().ok_or_else(|| bad("party is missing, for example party=310000140"))?,
    };
    let system_user = match (query.uuid(&["systemuserid"])?, query.organisation(&["systemuserorg"])?) {
        (Some(id), organisation) => {
            if let Some(number) = organisation {
                world.parties.learn_system_user(id, number);
            }
            Some(id)
        }
        (None, Some(number)) => Some(Directory::system_user_of(number)),
        (None, None) => None,
    };
    let claims = DialogToken {
        caller: caller.unwrap_or_else(|| party.clone()).external_urn(),
        party: party.external_urn(),
        level: query.number(&["authlvl", "level"])?.unwrap_or(3),
        resource: query.text(&["resource"]).unwrap_or("demo-correspondence").to_owned(),
        dialog: query.uuid(&["dialogid"])?.unwrap_or_else(|| world.time_ordered_id()),
        actions: query.text(&["actions"]).unwrap_or("read").to_owned(),
        system_user,
        token_id: world.random_id(),
    }
    .claims();
    token(&world, Signer::Dialogporten, claims, query.lifetime(600)?)
}

fn named(text: &str) -> Result<Identity, Refused> {
    Identity::organisation(text)
        .or_else(|| Identity::person(text))
        .or_else(|| Identity::of_urn(text))
        .or_else(|| Identity::email(text))
        .ok_or_else(|| bad("a party is an organisation number, a person number, an e-mail address or a URN"))
}
