//! The party query (integrations §4.1), with the answers told apart that the reference mixes up (§20 rows 1, 29, 30; decision 29).

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::pin::Pin;

use correspondence_domain::party::PartyUrn;
use serde_json::{Value, json};

use super::party::{Party, comparable};
use crate::error::RemoteError;
use crate::http::{Answer, Call, Remote};
use crate::json;

const PATH: &str = "register/api/v1/correspondence/parties/query?fields=identifiers&fields=display-name&fields=user";

type Found = HashMap<PartyUrn, Party>;

/// Asks for `urns`, which are at most as many as one question takes. Only 404, a refused URN and a proper answer without the party
/// mean that a party is unknown; everything else is an error.
pub(super) async fn ask(remote: Remote, urns: Vec<PartyUrn>) -> Result<Found, RemoteError> {
    let mut found = HashMap::with_capacity(urns.len());
    let mut left = urns;
    while !left.is_empty() {
        let answer = remote.send(Call::post(PATH).json(&json!({ "data": left }))).await?;
        match answer.status {
            200..300 => {
                let unmatched = sort_out(&answer, &left, &mut found)?;
                // The remote found somebody whom none of the names fits: asked for alone, there is no doubt who is meant.
                left = unmatched;
                if left.is_empty() {
                    break;
                }
                found.extend(one_by_one(&remote, left).await?);
                break;
            }
            404 => break,
            400 if answer.mentions("Invalid PartyUrn") => {
                let named = named_entries(&answer, left.len());
                if left.len() == 1 {
                    break;
                }
                if named.is_empty() {
                    found.extend(one_by_one(&remote, left).await?);
                    break;
                }
                left = left.into_iter().enumerate().filter(|(at, _)| !named.contains(at)).map(|(_, urn)| urn).collect();
            }
            _ => return Err(answer.refusal()),
        }
    }
    Ok(found)
}

/// Gives every row to the URN that it was asked by. Returns the URNs without a row when a row is left over.
fn sort_out(answer: &Answer, asked: &[PartyUrn], found: &mut Found) -> Result<Vec<PartyUrn>, RemoteError> {
    let body = answer.json()?;
    let rows = json::member(&body, "data").and_then(Value::as_array).ok_or_else(|| answer.unreadable("no data"))?;
    let parties = rows
        .iter()
        .map(|row| Party::read(row).ok_or_else(|| answer.unreadable("a party without partyUuid")))
        .collect::<Result<Vec<_>, _>>()?;
    if let [urn] = asked {
        found.extend(parties.into_iter().next().map(|party| (urn.clone(), party)));
        return Ok(Vec::new());
    }
    let mut by_name: HashMap<String, Vec<&PartyUrn>> = HashMap::new();
    for urn in asked {
        by_name.entry(comparable(urn)).or_default().push(urn);
    }
    let mut left_over = false;
    for party in parties {
        let urns: Vec<PartyUrn> = party.names().filter_map(|name| by_name.get(&name)).flatten().map(|urn| (*urn).clone()).collect();
        left_over |= urns.is_empty();
        found.extend(urns.into_iter().map(|urn| (urn, party.clone())));
    }
    Ok(if left_over { asked.iter().filter(|urn| !found.contains_key(*urn)).cloned().collect() } else { Vec::new() })
}

fn one_by_one(remote: &Remote, urns: Vec<PartyUrn>) -> Pin<Box<dyn Future<Output = Result<Found, RemoteError>> + Send + '_>> {
    Box::pin(async move {
        let mut found = HashMap::new();
        for urn in urns {
            found.extend(ask(remote.clone(), vec![urn]).await?);
        }
        Ok(found)
    })
}

/// The positions named in `errors["$.data[i]"]` (decision 29).
fn named_entries(answer: &Answer, asked: usize) -> BTreeSet<usize> {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let errors = json::member(&body, "errors").and_then(Value::as_object);
    errors
        .into_iter()
        .flat_map(|errors| errors.keys())
        .filter_map(|key| key.rsplit_once('[')?.1.strip_suffix(']')?.parse().ok())
        .filter(|at| *at < asked)
        .collect()
}
