//! Typed clients of the Altinn platform, token acquisition and the one HTTP wrapper.
//!
//! One folder per remote; each speaks the wire facts of `integrations` and nothing else. Nothing here knows letters, jobs or the
//! database, nothing repeats a call for longer than a caller waits (long retries belong to jobs), and no error text tells a person
//! number or the body of a message.

pub mod contacts;
pub mod decisions;
pub mod dialogporten;
mod error;
pub mod events;
mod http;
pub mod inbound;
mod json;
pub mod login;
mod lookups;
mod once;
pub mod register;
pub mod resource_registry;
mod settings;
pub mod slack;
mod tokens;
pub mod trace;

use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::SharedClock;

pub use contacts::ContactRegister;
pub use decisions::{Action, DecisionPoint, Question};
pub use dialogporten::Dialogporten;
pub use error::{PlatformError, RemoteError};
pub use events::{CloudEvent, Events};
pub use inbound::{InboundTokens, TokenRefusal};
pub use login::{Login, LoginFailure};
pub use register::{Party, Register};
pub use resource_registry::ResourceRegistry;
pub use settings::PlatformSettings;
pub use slack::Slack;

use http::{Authorization, Remote, Transport};
use tokens::AccessTokens;

/// Every remote that the service talks to. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Platform {
    /// Who exists.
    pub register: Register,
    /// What may be sent under.
    pub resources: ResourceRegistry,
    /// Who has reserved against digital mail.
    pub contacts: ContactRegister,
    /// Who may do what.
    pub decisions: DecisionPoint,
    /// The recipient's inbox.
    pub dialogs: Dialogporten,
    /// Events for subscribers.
    pub events: Events,
    /// Tokens of our callers.
    pub inbound: InboundTokens,
    /// Logins in the browser.
    pub login: Login,
    /// The operators' chat.
    pub slack: Slack,
}

impl Platform {
    /// Wires the clients. Nothing is called yet: tokens, keys and metadata are fetched when first needed.
    ///
    /// # Errors
    /// [`PlatformError`] when a setting cannot be used or the metrics are registered already.
    pub fn new(
        settings: &PlatformSettings,
        clock: &SharedClock,
        randomness: &SharedRandomness,
        metrics: &prometheus::Registry,
    ) -> Result<Self, PlatformError> {
        let transport = Transport::new(settings, randomness, metrics)?;
        let tokens = AccessTokens::new(settings, &transport, clock, randomness)?;
        let altinn = Authorization::Altinn(tokens.clone());
        let gateway = settings.gateway_url.as_str();
        let register = Register::new(Remote::new(&transport, "register", gateway, altinn.clone()).with_subscription_key(settings)?, clock);
        let decision_point = settings.authorization_url.as_deref().unwrap_or(gateway);
        let inbound = InboundTokens::new(settings, &transport, clock);
        Ok(Self {
            login: Login::new(settings, &transport, &inbound),
            resources: ResourceRegistry::new(Remote::new(&transport, "resource_registry", gateway, altinn.clone()), clock),
            contacts: ContactRegister::new(Remote::new(
                &transport,
                "contact_register",
                &settings.contact_registry_url,
                Authorization::Maskinporten(tokens),
            )),
            decisions: DecisionPoint::new(
                Remote::new(&transport, "decision_point", decision_point, altinn.clone()).with_subscription_key(settings)?,
                register.clone(),
            ),
            dialogs: Dialogporten::new(Remote::new(&transport, "dialogporten", gateway, altinn.clone())),
            events: Events::new(Remote::new(&transport, "events", gateway, altinn)),
            inbound,
            slack: Slack::new(Remote::new(&transport, "slack", "", Authorization::None), &settings.slack_webhook_url),
            register,
        })
    }
}
