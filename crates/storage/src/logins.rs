//! Logins in the browser (auth §3.5, §19 rows 10–12): attempts under way, and tickets of those that succeeded. They lie here so that any
//! replica may finish what another one began. Who takes a row deletes it, so each is used once, whoever else tries at the same moment.
//!
//! Secrets that a browser holds are never written: rows are found by their digests.

use std::fmt;

use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::digest::digest;
use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::At;

/// A login that a browser was sent to.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginAttempt {
    /// Digest of what only the browser that was sent there has, in its cookie.
    pub proof: Uuid,
    /// Path and query of the request that made the login necessary.
    pub endpoint: String,
    /// What shows the provider that the code is redeemed by whom it was asked for by (PKCE).
    pub code_verifier: String,
    /// What the provider must repeat in the id token.
    pub nonce: String,
}

/// Shows no secrets, and not the query.
impl fmt::Debug for LoginAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginAttempt").finish_non_exhaustive()
    }
}

const BEGIN: Statement = Statement::new(
    "begin login",
    "INSERT INTO login_state (id, expires_at, proof, endpoint, code_verifier, nonce) VALUES ($1, $2, $3, $4, $5, $6)",
);

const FINISH: Statement = Statement::new(
    "finish login",
    "DELETE FROM login_state WHERE id = $1 AND expires_at > $2 RETURNING proof, endpoint, code_verifier, nonce",
);

const ISSUE: Statement =
    Statement::new("issue login ticket", "INSERT INTO login_ticket (id, expires_at, access_token) VALUES ($1, $2, $3)");

const REDEEM: Statement =
    Statement::new("redeem login ticket", "DELETE FROM login_ticket WHERE id = $1 AND expires_at > $2 RETURNING access_token");

const FORGET_STATES: Statement = Statement::new("forget login states", "DELETE FROM login_state WHERE expires_at <= $1");

const FORGET_TICKETS: Statement = Statement::new("forget login tickets", "DELETE FROM login_ticket WHERE expires_at <= $1");

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[&BEGIN, &FINISH, &ISSUE, &REDEEM, &FORGET_STATES, &FORGET_TICKETS];

impl Storage {
    /// Keeps an attempt under its state until `expires_at`.
    pub async fn begin_login(&self, state: &str, attempt: &LoginAttempt, expires_at: Timestamp) -> Result<(), StorageError> {
        let LoginAttempt { proof, endpoint, code_verifier, nonce } = attempt;
        let mut session = self.write().await?;
        exec!(session, BEGIN, [digest(state), At(expires_at), *proof, endpoint, code_verifier, nonce])?;
        session.done().await
    }

    /// The attempt of this state, which is used up by it; none when it is not known, was used before or has run out.
    pub async fn finish_login(&self, state: &str, now: Timestamp) -> Result<Option<LoginAttempt>, StorageError> {
        let mut session = self.write().await?;
        let found = opt!(session, FINISH, (Uuid, String, String, String), [digest(state), At(now)])?;
        session.done().await?;
        Ok(found.map(|(proof, endpoint, code_verifier, nonce)| LoginAttempt { proof, endpoint, code_verifier, nonce }))
    }

    /// Keeps the token of a login under its ticket until `expires_at`.
    pub async fn issue_login_ticket(&self, ticket: &str, access_token: &str, expires_at: Timestamp) -> Result<(), StorageError> {
        let mut session = self.write().await?;
        exec!(session, ISSUE, [digest(ticket), At(expires_at), access_token])?;
        session.done().await
    }

    /// The token of this ticket, which is used up by it; none when it is not known, was used before or has run out.
    pub async fn redeem_login_ticket(&self, ticket: &str, now: Timestamp) -> Result<Option<String>, StorageError> {
        let mut session = self.write().await?;
        let found = opt!(session, REDEEM, (String,), [digest(ticket), At(now)])?;
        session.done().await?;
        Ok(found.map(|(access_token,)| access_token))
    }

    /// Deletes attempts and tickets that have run out, and tells how many there were.
    pub async fn forget_logins(&self, now: Timestamp) -> Result<u64, StorageError> {
        let mut session = self.write().await?;
        let states = exec!(session, FORGET_STATES, [At(now)])?;
        let tickets = exec!(session, FORGET_TICKETS, [At(now)])?;
        session.done().await?;
        Ok(states + tickets)
    }
}
