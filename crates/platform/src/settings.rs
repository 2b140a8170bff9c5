//! What the clients need to know about the platform. Defaults are the configuration's work: every address here is complete.

use std::fmt;

/// Addresses and credentials (run-contract §2).
#[derive(Clone)]
pub struct PlatformSettings {
    /// Base of the platform's services, with or without a slash at the end.
    pub gateway_url: String,
    /// API subscription key for the gateway; blank sends none.
    pub subscription_key: String,
    /// Base of the decision point, when it is not behind the gateway.
    pub authorization_url: Option<String>,
    /// Base of the contact and reservation register.
    pub contact_registry_url: String,
    /// Maskinporten's token endpoint.
    pub token_url: String,
    /// Audience of the grant: Maskinporten's issuer.
    pub audience: String,
    /// Where a Maskinporten token is exchanged for one of Altinn's.
    pub exchange_url: String,
    /// Our client at Maskinporten.
    pub client_id: String,
    /// Base64 of our private RSA key as a JWK.
    pub jwk: String,
    /// Metadata of the issuer of Altinn tokens.
    pub altinn_metadata_url: String,
    /// Metadata of the issuer of Maskinporten tokens.
    pub maskinporten_metadata_url: String,
    /// Issuer of dialog tokens.
    pub dialogporten_issuer: String,
    /// Our client at Altinn's OpenID provider, for logins in the browser; blank: no logins.
    pub login_client_id: String,
    /// Its secret.
    pub login_client_secret: String,
    /// Incoming webhook of the operators' chat, a secret by itself; blank sends nothing.
    pub slack_webhook_url: String,
}

/// Shows no credentials.
impl fmt::Debug for PlatformSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlatformSettings")
            .field("gateway_url", &self.gateway_url)
            .field("authorization_url", &self.authorization_url)
            .field("contact_registry_url", &self.contact_registry_url)
            .field("token_url", &self.token_url)
            .field("exchange_url", &self.exchange_url)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}
