//! The directory: parties by URN, party id, uuid and user id, with what a seed file says about them.

use std::collections::{BTreeSet, HashMap};
use std::sync::RwLock;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::codec::{self, Numbered};
use super::magic::{self, MagicOutcome};
use super::{Identity, Party, names, numbers};
use crate::seed::{Seed, SeedError, SeedOrganisation, SeedPerson};
use crate::shared::{read, write};

/// Namespace of the uuids of users without a number.
const USERS: Uuid = Uuid::from_u128(0x7d1e_6a3c_90b4_4c52_8f0a_31c5_e2b7_9d64);
/// Name of the organisation that owns the built-in resources.
const BUILT_IN_OWNER: (&str, &str) = (crate::resources::OWNER, "TESTDEPARTEMENTET");

/// Which parties there are and what is known about them.
#[derive(Debug)]
pub(crate) struct Directory(RwLock<Inner>);

#[derive(Debug, Default)]
struct Inner {
    known: HashMap<Identity, Known>,
    by_party_id: HashMap<i64, Identity>,
    by_user_id: HashMap<i64, Identity>,
    by_uuid: HashMap<Uuid, Identity>,
    system_users: HashMap<Uuid, String>,
}

/// What differs from what follows from the number.
#[derive(Clone, Debug, Default)]
struct Known {
    name: Option<String>,
    party_id: Option<i64>,
    uuid: Option<Uuid>,
    user_id: Option<i64>,
    roles: Option<Vec<String>>,
    main_unit: Option<String>,
    leader: Option<String>,
    outcomes: Vec<MagicOutcome>,
}

/// A role that somebody holds in an organisation.
#[derive(Debug)]
pub(crate) struct RoleHolder {
    /// Register's name of the role, such as `daglig-leder`.
    pub role: String,
    /// Who holds it.
    pub holder: Party,
}

impl Directory {
    pub(crate) fn new() -> Self {
        let mut inner = Inner::default();
        let (number, name) = BUILT_IN_OWNER;
        inner.known.insert(Identity::Organisation(number.to_owned()), Known { name: Some(name.to_owned()), ..Known::default() });
        Self(RwLock::new(inner))
    }

    /// Takes over a seed's parties; later ones override earlier ones.
    pub(crate) fn add(&self, seed: &Seed) -> Result<(), SeedError> {
        let mut inner = write(&self.0);
        for organisation in &seed.organisations {
            inner.add_organisation(organisation)?;
        }
        for person in &seed.persons {
            inner.add_person(person)?;
        }
        for (id, number) in &seed.system_users {
            if !numbers::is_organisation(number) {
                return Err(SeedError::InvalidNumber { number: number.clone() });
            }
            inner.system_users.insert(*id, number.clone());
        }
        Ok(())
    }

    /// The party, whether or not Register would show it.
    pub(crate) fn party(&self, identity: &Identity) -> Party {
        if let Some(party) = read(&self.0).derived(identity) {
            return party;
        }
        write(&self.0).remembered(identity)
    }

    /// The party as Register shows it; none when Register does not know it.
    pub(crate) fn registered(&self, identity: &Identity) -> Option<Party> {
        (!self.has_outcome(identity, MagicOutcome::UnknownToRegister)).then(|| self.party(identity))
    }

    pub(crate) fn of_party_id(&self, id: i64) -> Option<Identity> {
        let inner = read(&self.0);
        inner.by_party_id.get(&id).cloned().or_else(|| {
            let identity = codec::of_party_id(id)?;
            // A seed may have given the party another id.
            (inner.derived(&identity)?.party_id == id).then_some(identity)
        })
    }

    pub(crate) fn of_user_id(&self, id: i64) -> Option<Identity> {
        let inner = read(&self.0);
        inner.by_user_id.get(&id).cloned().or_else(|| {
            let identity = codec::of_user_id(id)?;
            (inner.derived(&identity)?.user_id == Some(id)).then_some(identity)
        })
    }

    pub(crate) fn of_uuid(&self, uuid: Uuid) -> Option<Identity> {
        let inner = read(&self.0);
        inner.by_uuid.get(&uuid).cloned().or_else(|| {
            let identity = match codec::of_uuid(uuid)? {
                (Numbered::Organisation, number) => Identity::organisation(&number)?,
                (Numbered::Person, number) => Identity::person(&number)?,
                (Numbered::SystemUser, _) => return None,
            };
            (inner.derived(&identity)?.uuid == uuid).then_some(identity)
        })
    }

    /// The id of an organisation's system user when nobody chose another.
    pub(crate) fn system_user_of(organisation: &str) -> Uuid {
        codec::uuid_of(Numbered::SystemUser, organisation)
    }

    /// The organisation a system user acts for.
    pub(crate) fn organisation_of_system_user(&self, id: Uuid) -> Option<String> {
        read(&self.0).system_users.get(&id).cloned().or_else(|| match codec::of_uuid(id)? {
            (Numbered::SystemUser, number) => Some(number),
            _ => None,
        })
    }

    /// Remembers a system user that somebody named.
    pub(crate) fn learn_system_user(&self, id: Uuid, organisation: &str) {
        write(&self.0).system_users.insert(id, organisation.to_owned());
    }

    /// Remembers ids that a test token gave a party, so that the rest of the platform knows them too.
    pub(crate) fn learn_ids(&self, identity: &Identity, party_id: Option<i64>, user_id: Option<i64>, uuid: Option<Uuid>) {
        let mut inner = write(&self.0);
        let known = inner.known.entry(identity.clone()).or_default();
        known.party_id = party_id.or(known.party_id);
        known.user_id = user_id.or(known.user_id);
        known.uuid = uuid.or(known.uuid);
        inner.index(identity);
    }

    pub(crate) fn has_outcome(&self, identity: &Identity, outcome: MagicOutcome) -> bool {
        magic::outcome_of(identity) == Some(outcome)
            || read(&self.0).known.get(identity).is_some_and(|known| known.outcomes.contains(&outcome))
    }

    /// Who holds roles in an organisation (integrations §4.2). Everybody else has none.
    pub(crate) fn role_holders(&self, identity: &Identity) -> Vec<RoleHolder> {
        let Identity::Organisation(number) = identity else { return Vec::new() };
        let roles = self.roles_of(identity);
        let holder = Identity::Person(self.leader_of(number));
        roles.into_iter().map(|role| RoleHolder { role, holder: self.party(&holder) }).collect()
    }

    fn roles_of(&self, identity: &Identity) -> Vec<String> {
        if let Some(roles) = read(&self.0).known.get(identity).and_then(|known| known.roles.clone()) {
            return roles;
        }
        if self.has_outcome(identity, MagicOutcome::NoRoleHolders) || self.main_unit(identity).is_some() {
            return Vec::new();
        }
        let role = if self.has_outcome(identity, MagicOutcome::Bankrupt) { "bostyrer" } else { "daglig-leder" };
        vec![role.to_owned()]
    }

    /// The person that leads an organisation: the seed's, else an invented one.
    pub(crate) fn leader_of(&self, number: &str) -> String {
        let known = read(&self.0).known.get(&Identity::Organisation(number.to_owned())).and_then(|known| known.leader.clone());
        known.unwrap_or_else(|| {
            let digest = Sha256::digest(format!("leader:{number}").as_bytes());
            numbers::invented_person(u64::from(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])))
        })
    }

    /// Whether this person leads this organisation and may therefore act for it.
    pub(crate) fn leads(&self, person: &Identity, organisation: &Identity) -> bool {
        let (Identity::Person(person), Identity::Organisation(number)) = (person, organisation) else { return false };
        self.leader_of(number) == *person && self.roles_of(organisation).iter().any(|role| role == "daglig-leder")
    }

    /// The main unit of a sub-unit.
    pub(crate) fn main_unit(&self, identity: &Identity) -> Option<Identity> {
        let seeded = read(&self.0).known.get(identity).and_then(|known| known.main_unit.clone());
        seeded.or_else(|| magic::outcome_of(identity).and_then(magic::main_unit_of).map(str::to_owned)).map(Identity::Organisation)
    }

    /// Seeded parties, for the page.
    pub(crate) fn seeded(&self) -> Vec<Party> {
        let identities: BTreeSet<Identity> = read(&self.0).known.keys().cloned().collect();
        identities.iter().map(|identity| self.party(identity)).collect()
    }
}

impl Inner {
    fn add_organisation(&mut self, seed: &SeedOrganisation) -> Result<(), SeedError> {
        let identity = Identity::organisation(&seed.number).ok_or_else(|| SeedError::InvalidNumber { number: seed.number.clone() })?;
        if let Some(number) = seed.leader.as_ref().filter(|number| !numbers::is_person(number)) {
            return Err(SeedError::InvalidNumber { number: number.clone() });
        }
        if let Some(number) = seed.main_unit.as_ref().filter(|number| !numbers::is_organisation(number)) {
            return Err(SeedError::InvalidNumber { number: number.clone() });
        }
        let mut outcomes = Vec::new();
        if seed.unknown {
            outcomes.push(MagicOutcome::UnknownToRegister);
        }
        let known = Known {
            name: seed.name.clone(),
            party_id: seed.party_id,
            uuid: seed.party_uuid,
            user_id: None,
            roles: seed.roles.clone(),
            main_unit: seed.main_unit.clone(),
            leader: seed.leader.clone(),
            outcomes,
        };
        self.known.insert(identity.clone(), known);
        self.index(&identity);
        Ok(())
    }

    fn add_person(&mut self, seed: &SeedPerson) -> Result<(), SeedError> {
        let identity = Identity::person(&seed.number)
            .or_else(|| Identity::email(&seed.number))
            .ok_or_else(|| SeedError::InvalidNumber { number: seed.number.clone() })?;
        let mut outcomes = Vec::new();
        if seed.unknown {
            outcomes.push(MagicOutcome::UnknownToRegister);
        }
        if seed.reserved {
            outcomes.push(MagicOutcome::Reserved);
        }
        let known = Known {
            name: seed.name.clone(),
            party_id: seed.party_id,
            uuid: seed.party_uuid,
            user_id: seed.user_id,
            outcomes,
            ..Known::default()
        };
        self.known.insert(identity.clone(), known);
        self.index(&identity);
        Ok(())
    }

    /// Makes the given ids of a party lead back to it.
    fn index(&mut self, identity: &Identity) {
        let Some(known) = self.known.get(identity) else { return };
        if let Some(id) = known.party_id {
            self.by_party_id.insert(id, identity.clone());
        }
        if let Some(id) = known.user_id {
            self.by_user_id.insert(id, identity.clone());
        }
        if let Some(uuid) = known.uuid {
            self.by_uuid.insert(uuid, identity.clone());
        }
    }

    /// The party, when nothing has to be remembered for it.
    fn derived(&self, identity: &Identity) -> Option<Party> {
        let known = self.known.get(identity);
        let given_or = |given: Option<i64>, derived: Option<i64>, taken: &HashMap<i64, Identity>| {
            // Another party may have been given the id that this one would have.
            given.or_else(|| derived.filter(|id| taken.get(id).is_none_or(|owner| owner == identity)))
        };
        let party_id = given_or(known.and_then(|known| known.party_id), codec::party_id(identity), &self.by_party_id)?;
        let user_id = match identity {
            Identity::Organisation(_) => None,
            _ => Some(given_or(known.and_then(|known| known.user_id), codec::user_id(identity), &self.by_user_id)?),
        };
        let uuid = known.and_then(|known| known.uuid).unwrap_or_else(|| match identity {
            Identity::Organisation(number) => codec::uuid_of(Numbered::Organisation, number),
            Identity::Person(number) => codec::uuid_of(Numbered::Person, number),
            Identity::Email(_) | Identity::SelfIdentified(_) => Uuid::new_v5(&USERS, identity.urn().as_bytes()),
        });
        let nameless = magic::outcome_of(identity) == Some(MagicOutcome::Nameless);
        let name = known.and_then(|known| known.name.clone()).or_else(|| (!nameless).then(|| names::invented(identity)));
        Some(Party { identity: identity.clone(), party_id, uuid, user_id, name })
    }

    /// The party, after giving it the ids that do not follow from a number.
    fn remembered(&mut self, identity: &Identity) -> Party {
        loop {
            if let Some(party) = self.derived(identity) {
                self.by_uuid.insert(party.uuid, identity.clone());
                return party;
            }
            let urn = identity.urn();
            let party_id = free(&self.by_party_id, identity, |attempt| codec::hashed_party_id(&urn, attempt));
            let user_id = free(&self.by_user_id, identity, |attempt| codec::hashed_user_id(&urn, attempt));
            let known = self.known.entry(identity.clone()).or_default();
            if known.party_id.is_none()
                && codec::party_id(identity).is_none_or(|id| self.by_party_id.get(&id).is_some_and(|o| o != identity))
            {
                known.party_id = Some(party_id);
            }
            if known.user_id.is_none() && !matches!(identity, Identity::Organisation(_)) {
                known.user_id = codec::user_id(identity).filter(|id| !self.by_user_id.contains_key(id)).or(Some(user_id));
            }
            self.index(identity);
        }
    }
}

/// The first id of the series that nobody else has.
fn free(taken: &HashMap<i64, Identity>, identity: &Identity, id: impl Fn(u64) -> i64) -> i64 {
    (0..u64::MAX).map(id).find(|id| taken.get(id).is_none_or(|owner| owner == identity)).unwrap_or_default()
}
