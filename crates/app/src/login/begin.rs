//! A browser is sent to the provider.

use correspondence_platform::login::Departure;
use correspondence_storage::{LoginAttempt, digest};

use super::{STATE_LIFETIME, endpoint, long_secret, redirect_uri, secret};
use crate::{App, AppError};

/// Where the browser goes, and what it must have when it comes back.
#[derive(Clone, PartialEq, Eq)]
pub enum Begun {
    /// To the provider.
    Sent {
        /// The whole address.
        location: String,
        /// Names the attempt.
        state: String,
        /// What only this browser has.
        proof: String,
    },
    /// To the portal: a login succeeded before and led to nothing.
    GivenUp {
        /// The whole address.
        location: String,
    },
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Sent { .. }) { "Sent" } else { "GivenUp" })
    }
}

/// Begins a login for `endpoint`, path and query of a request. `was_refused`: its ticket was a good one, but the token behind it was not
/// accepted. That counts as a failed login, else the person would log in for ever (auth §19.12).
///
/// # Errors
/// Unexpected, when the provider or the database cannot be asked.
pub async fn begin(app: &App, endpoint: &str, was_refused: bool) -> Result<Begun, AppError> {
    let endpoint = if was_refused {
        match endpoint::again(endpoint) {
            Some(again) => again,
            None => return Ok(Begun::GivenUp { location: app.settings.portal_url.clone() }),
        }
    } else {
        endpoint.to_owned()
    };
    let randomness = app.randomness.as_ref();
    let (state, proof) = (format!("OpenIdConnectState_{}", secret(randomness)), secret(randomness));
    let attempt = LoginAttempt { proof: digest(&proof), endpoint, code_verifier: long_secret(randomness), nonce: long_secret(randomness) };
    let departure =
        Departure { redirect_uri: &redirect_uri(app), state: &state, nonce: &attempt.nonce, code_verifier: &attempt.code_verifier };
    let location = app.platform.login.address(departure).await?;
    app.storage.begin_login(&state, &attempt, app.now().plus(STATE_LIFETIME)).await?;
    Ok(Begun::Sent { location, state, proof })
}
