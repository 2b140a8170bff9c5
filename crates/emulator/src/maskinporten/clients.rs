//! Which organisation a client belongs to, and which assertions were used already.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;

use crate::parties::numbers;
use crate::resources::OWNER;
use crate::seed::{Seed, SeedError};
use crate::shared::lock;

/// Client id of a server that is wired to this platform.
pub(crate) const SERVER_CLIENT: &str = "correspondence";

/// What Maskinporten remembers.
#[derive(Debug, Default)]
pub(crate) struct Maskinporten(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    organisations: HashMap<String, String>,
    used: HashSet<(String, String)>,
    /// When used assertions may be forgotten, in real seconds since 1970.
    used_until: BTreeMap<i64, Vec<(String, String)>>,
}

impl Maskinporten {
    pub(crate) fn add(&self, seed: &Seed) -> Result<(), SeedError> {
        let mut inner = lock(&self.0);
        for client in &seed.clients {
            if !numbers::is_organisation(&client.organisation) {
                return Err(SeedError::InvalidNumber { number: client.organisation.clone() });
            }
            inner.organisations.insert(client.client_id.clone(), client.organisation.clone());
        }
        Ok(())
    }

    /// The client's organisation: the seed's, else the first organisation number inside the client id, else the built-in owner.
    pub(crate) fn organisation_of(&self, client_id: &str) -> String {
        if let Some(number) = lock(&self.0).organisations.get(client_id) {
            return number.clone();
        }
        client_id.split(|c: char| !c.is_ascii_digit()).find(|digits| numbers::is_organisation(digits)).unwrap_or(OWNER).to_owned()
    }

    /// Whether an assertion is used for the first time; its id counts as used until the assertion ends.
    pub(crate) fn is_first_use(&self, client_id: &str, token_id: &str, expires: i64, now: i64) -> bool {
        let mut inner = lock(&self.0);
        while let Some(entry) = inner.used_until.first_entry() {
            if *entry.key() >= now {
                break;
            }
            for key in entry.remove() {
                inner.used.remove(&key);
            }
        }
        let key = (client_id.to_owned(), token_id.to_owned());
        if !inner.used.insert(key.clone()) {
            return false;
        }
        inner.used_until.entry(expires).or_default().push(key);
        true
    }
}
