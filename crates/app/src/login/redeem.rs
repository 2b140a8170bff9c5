//! A ticket is exchanged for who logged in.

use correspondence_domain::claims::Claims;

use crate::{App, AppError};

/// What a ticket is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// Nothing: not known, used before, or run out.
    Unknown,
    /// Nothing: its token is not accepted (any more).
    Refused,
    /// It speaks for this person.
    Valid(Claims),
}

/// Uses a ticket up.
///
/// # Errors
/// Unexpected, when the database cannot be asked.
pub async fn redeem(app: &App, ticket: &str) -> Result<Redeemed, AppError> {
    let Some(access_token) = app.storage.redeem_login_ticket(ticket, app.now()).await? else { return Ok(Redeemed::Unknown) };
    Ok(app.platform.login.validate(&access_token).await.map_or(Redeemed::Refused, Redeemed::Valid))
}
