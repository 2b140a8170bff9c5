//! Everything the remotes share: time, keys, parties, resources, and what has happened so far.

use std::sync::{Arc, RwLock};

use correspondence_domain::identifiers;
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;
use uuid::Uuid;

use crate::addresses::Addresses;
use crate::dialogporten::Dialogs;
use crate::events::Events;
use crate::login::Codes;
use crate::maskinporten::Maskinporten;
use crate::outage::Outages;
use crate::parties::Directory;
use crate::policy::Policy;
use crate::program_clock::ProgramClock;
use crate::recorder::Recorder;
use crate::resources::Resources;
use crate::seed::{Seed, SeedError};
use crate::settings::EmulatorSettings;
use crate::shared::{read, write};
use crate::slack::Messages;
use crate::tokens::bearer::BearerCache;
use crate::tokens::compact::{self, Members};
use crate::tokens::keys::KeyRing;

/// State of one platform.
pub(crate) struct World {
    pub clock: ProgramClock,
    pub randomness: SharedRandomness,
    /// The subscription key that is asked for; none accepts any.
    pub subscription_key: Option<String>,
    pub keys: Arc<KeyRing>,
    pub bearers: BearerCache,
    pub parties: Directory,
    pub resources: Resources,
    pub policy: Policy,
    pub maskinporten: Maskinporten,
    pub codes: Codes,
    pub dialogs: Dialogs,
    pub events: Events,
    pub messages: Messages,
    pub outages: Outages,
    pub recorder: Recorder,
    addresses: RwLock<Arc<Addresses>>,
}

/// What handlers hold.
pub(crate) type SharedWorld = Arc<World>;

/// Who signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signer {
    Altinn,
    Maskinporten,
    Dialogporten,
}

impl World {
    pub(crate) fn new(settings: &EmulatorSettings, clock: SharedClock, randomness: SharedRandomness) -> Result<Self, SeedError> {
        let world = Self {
            clock: ProgramClock::new(clock),
            randomness,
            subscription_key: settings.subscription_key.clone(),
            keys: KeyRing::start(settings.key_folder.clone()),
            bearers: BearerCache::default(),
            parties: Directory::new(),
            resources: Resources::new(),
            policy: Policy::default(),
            maskinporten: Maskinporten::default(),
            codes: Codes::default(),
            dialogs: Dialogs::default(),
            events: Events::default(),
            messages: Messages::default(),
            outages: Outages::default(),
            recorder: Recorder::default(),
            addresses: RwLock::new(Arc::new(Addresses::below(&settings.base_url))),
        };
        if let Some(seed) = &settings.seed {
            world.add(seed)?;
        }
        Ok(world)
    }

    /// Takes over a seed.
    pub(crate) fn add(&self, seed: &Seed) -> Result<(), SeedError> {
        self.parties.add(seed)?;
        self.resources.add(seed)?;
        self.policy.add(seed)?;
        self.maskinporten.add(seed)
    }

    pub(crate) fn addresses(&self) -> Arc<Addresses> {
        Arc::clone(&read(&self.addresses))
    }

    pub(crate) fn set_base_url(&self, base_url: &str) {
        *write(&self.addresses) = Arc::new(Addresses::below(base_url));
        self.bearers.clear();
    }

    /// A random id.
    pub(crate) fn random_id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.randomness.bytes()).into_uuid()
    }

    /// A time-ordered id at the program's now.
    pub(crate) fn time_ordered_id(&self) -> Uuid {
        identifiers::time_ordered(self.clock.now(), 0, &*self.randomness)
    }

    /// A token with these claims that holds for `lifetime` seconds of real time.
    pub(crate) fn mint(&self, signer: Signer, mut claims: Members, lifetime: i64) -> Option<String> {
        let addresses = self.addresses();
        let (key, issuer) = match signer {
            Signer::Altinn => (self.keys.altinn(), &addresses.altinn_issuer),
            Signer::Maskinporten => (self.keys.maskinporten(), &addresses.maskinporten_issuer),
            Signer::Dialogporten => (self.keys.dialogporten(), &addresses.dialogporten_issuer),
        };
        let now = self.clock.real_seconds();
        claims.insert("iss".to_owned(), issuer.as_str().into());
        claims.insert("iat".to_owned(), now.into());
        // A reader whose clock is a little behind must be able to use a token at once.
        claims.insert("nbf".to_owned(), (now - 1).into());
        claims.insert("exp".to_owned(), (now + lifetime).into());
        compact::signed(key, &claims)
    }
}
