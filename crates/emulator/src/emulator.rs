//! The emulator as programs hold it: made, served, stopped.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;

use crate::ignore_case::IgnoreCase;
use crate::recorder::{observe, remote_of};
use crate::seed::{Seed, SeedError};
use crate::settings::EmulatorSettings;
use crate::world::{SharedWorld, World};
use crate::{
    authentication, contact_register, decision_point, dialogporten, events, login, maskinporten, page, read_back, register,
    resource_registry, slack, test_tokens,
};

/// A local Altinn. Clones are the same platform.
#[derive(Clone)]
pub struct Emulator {
    world: SharedWorld,
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("gateway", &self.world.addresses().gateway).finish_non_exhaustive()
    }
}

/// With what a server asks this platform for tokens, and logs people in.
#[derive(Clone)]
pub struct ClientCredentials {
    /// Client id; it belongs to the owner of the built-in resources.
    pub client_id: String,
    /// Base64 of a private RSA JWK, the form of `maskinporten.jwk` (run-contract §2).
    pub jwk: String,
    /// Client id for logins in the browser.
    pub login_client_id: String,
    /// Its secret.
    pub login_client_secret: String,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// First segments of the paths that the platform serves.
const SEGMENTS: [&str; 12] = [
    "",
    "authentication",
    "authorization",
    "dialogporten",
    "emulator",
    "events",
    "kontaktregisteret",
    "maskinporten",
    "register",
    "resourceregistry",
    "slack",
    "testtools",
];

impl Emulator {
    /// A platform with nothing in it yet. Its keys are made in the background.
    ///
    /// # Errors
    /// [`SeedError`] when the seed names what cannot exist.
    pub fn new(settings: &EmulatorSettings, clock: SharedClock, randomness: SharedRandomness) -> Result<Self, SeedError> {
        Ok(Self { world: Arc::new(World::new(settings, clock, randomness)?) })
    }

    /// Says under which address clients reach the gateway, when that is known only after binding. Tokens of another address end.
    pub fn set_base_url(&self, base_url: &str) {
        self.world.set_base_url(base_url);
    }

    pub(crate) fn world(&self) -> SharedWorld {
        Arc::clone(&self.world)
    }

    /// Adds a seed to what exists.
    ///
    /// # Errors
    /// [`SeedError`] when the seed names what cannot exist.
    pub fn add_seed(&self, seed: &Seed) -> Result<(), SeedError> {
        self.world.add(seed)
    }

    /// Whether a path belongs to the platform, for a program that serves something else on the same port.
    #[must_use]
    pub fn serves(path: &str) -> bool {
        SEGMENTS.iter().any(|segment| segment.eq_ignore_ascii_case(remote_of(path)))
    }

    /// Every remote. The router has a fallback of its own, so it goes under another as that one's fallback, not by merging.
    pub fn router(&self) -> Router {
        let inner = Router::new()
            .merge(maskinporten::routes())
            .merge(authentication::routes())
            .merge(login::routes())
            .merge(test_tokens::routes())
            .merge(register::routes())
            .merge(resource_registry::routes())
            .merge(decision_point::routes())
            .merge(contact_register::routes())
            .merge(dialogporten::routes())
            .merge(events::routes())
            .merge(slack::routes())
            .merge(read_back::routes())
            .merge(page::routes())
            .layer(axum::extract::DefaultBodyLimit::disable())
            .layer(from_fn_with_state(Arc::clone(&self.world), observe))
            .with_state(Arc::clone(&self.world));
        Router::new().fallback_service(IgnoreCase(inner))
    }

    /// Starts delivering events to subscribed webhooks, until `shutdown` or [`Self::stop`]. Needs a tokio runtime.
    pub fn spawn_deliveries(&self, shutdown: impl Future<Output = ()> + Send + 'static) {
        events::spawn_deliveries(&self.world, shutdown);
    }

    /// Stops deliveries; those under way may finish, for five seconds at most.
    pub async fn stop(&self) {
        events::stop_deliveries(&self.world).await;
    }

    /// Client id and key for a server that is wired to this platform. Waits until the key is made.
    #[must_use]
    pub fn client_credentials(&self) -> ClientCredentials {
        let jwk = self.world.keys.client().private_jwk().unwrap_or_default();
        ClientCredentials {
            client_id: maskinporten::SERVER_CLIENT.to_owned(),
            jwk: STANDARD.encode(jwk.to_string()),
            login_client_id: login::CLIENT.to_owned(),
            login_client_secret: login::SECRET.to_owned(),
        }
    }
}
