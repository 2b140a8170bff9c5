//! A browser comes back from the provider.

use correspondence_platform::login::Arrival;
use correspondence_storage::{LoginAttempt, digest};

use super::{TICKET_LIFETIME, endpoint, redirect_uri, secret};
use crate::{App, AppError};

/// What a browser came back with.
#[derive(Clone, Copy)]
pub struct Returned<'a> {
    /// Names the attempt.
    pub state: &'a str,
    /// What the provider gives a token for; none when it told of an error.
    pub code: Option<&'a str>,
    /// What the browser kept of this attempt.
    pub proof: Option<&'a str>,
}

/// Where the browser goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Finished {
    /// To what it came for, with a ticket.
    LoggedIn {
        /// The whole address.
        location: String,
    },
    /// To what it came for, to log in once more; or to the portal.
    Failed {
        /// The whole address.
        location: String,
    },
}

impl std::fmt::Debug for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::LoggedIn { .. }) { "LoggedIn" } else { "Failed" })
    }
}

/// Finishes a login, which uses its state up. Without what the browser kept of the attempt the code is not redeemed: somebody may have
/// been given the address of another person's login (auth §3.5).
///
/// # Errors
/// Unexpected, when the database cannot be asked.
pub async fn finish(app: &App, returned: Returned<'_>) -> Result<Finished, AppError> {
    let settings = &app.settings;
    let Some(attempt) = app.storage.finish_login(returned.state, app.now()).await? else {
        tracing::info!("a login came back too late, twice, or from elsewhere");
        return Ok(Finished::Failed { location: settings.portal_url.clone() });
    };
    match access_token(app, &attempt, returned).await {
        Ok(access_token) => {
            let ticket = secret(app.randomness.as_ref());
            app.storage.issue_login_ticket(&ticket, &access_token, app.now().plus(TICKET_LIFETIME)).await?;
            Ok(Finished::LoggedIn { location: endpoint::with_ticket(&settings.public_url, &attempt.endpoint, &ticket) })
        }
        Err(reason) => {
            tracing::warn!(reason, "a login failed");
            let again = endpoint::again(&attempt.endpoint).map(|again| format!("{}{again}", settings.public_url));
            Ok(Finished::Failed { location: again.unwrap_or_else(|| settings.portal_url.clone()) })
        }
    }
}

/// The token of the person who logged in, or why there is none.
async fn access_token(app: &App, attempt: &LoginAttempt, returned: Returned<'_>) -> Result<String, String> {
    if returned.proof.is_none_or(|proof| digest(proof) != attempt.proof) {
        return Err("the browser is not the one that was sent to log in".to_owned());
    }
    let code = returned.code.ok_or("the provider let nobody in")?;
    let arrival = Arrival { redirect_uri: &redirect_uri(app), nonce: &attempt.nonce, code_verifier: &attempt.code_verifier, code };
    app.platform.login.redeem(arrival).await.map_err(|failure| failure.to_string())
}
