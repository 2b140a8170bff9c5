//! The signed assertion by which our client introduces itself to Maskinporten (integrations §2.1).

use correspondence_domain::randomness::SharedRandomness;
use correspondence_domain::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use uuid::Builder;

use super::client_key;
use crate::error::PlatformError;
use crate::settings::PlatformSettings;

/// Seconds between `iat` and `exp`.
const LIFETIME: i64 = 10;

/// Everything the service does with other systems, in one grant (integrations §2.1).
const SCOPES: &str = "altinn:events.publish altinn:events.publish.admin altinn:register/partylookup.admin \
    altinn:authorization/authorize.admin altinn:serviceowner/notifications.create altinn:serviceowner/notifications.read \
    altinn:serviceowner/notifications.composedemail.create digdir:dialogporten.correspondence digdir:dialogporten.serviceprovider \
    digdir:dialogporten.serviceprovider.admin altinn:accessmanagement/authorizedparties.admin \
    altinn:accessmanagement/authorizedparties.resourceowner krr:global/kontaktinformasjon.read altinn:correspondence.sblbridge \
    altinn:profile/correspondence.notificationsettings.read";

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    scope: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
}

pub(super) struct Assertions {
    audience: String,
    client_id: String,
    header: Header,
    key: EncodingKey,
    randomness: SharedRandomness,
}

impl Assertions {
    pub(super) fn new(settings: &PlatformSettings, randomness: &SharedRandomness) -> Result<Self, PlatformError> {
        let key = client_key::read(&settings.jwk).map_err(|reason| PlatformError::Setting { key: "maskinporten.jwk", reason })?;
        let header = Header { kid: key.id, ..Header::new(Algorithm::RS256) };
        Ok(Self {
            audience: settings.audience.clone(),
            client_id: settings.client_id.clone(),
            header,
            key: key.key,
            randomness: randomness.clone(),
        })
    }

    /// A fresh assertion; none when the key does not sign, which [`client_key::read`] has ruled out.
    pub(super) fn sign(&self, now: Timestamp) -> Option<String> {
        let claims = Claims {
            aud: &self.audience,
            iss: &self.client_id,
            scope: SCOPES,
            iat: now.as_seconds(),
            exp: now.as_seconds() + LIFETIME,
            jti: Builder::from_random_bytes(self.randomness.bytes()).into_uuid().to_string(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.key).ok()
    }
}
