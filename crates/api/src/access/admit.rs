//! Who calls (auth §3.5 "Cascade authenticate"): whoever the bearer token names, and where a login may stand in for one, whoever the
//! ticket in the query names. A token that holds decides alone and leaves the ticket unused.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use correspondence_app::login::{self, Redeemed};
use correspondence_app::{App, Caller};

use super::Policy;
use super::challenge::{Denied, authorization, bearer, decide, refused};
use crate::login::{depart, endpoint, session};
use crate::problem::Failure;

/// What a request says of its caller. Never shown: it holds secrets.
pub(crate) struct Credentials {
    authorization: String,
    session: Option<String>,
    endpoint: String,
}

impl Credentials {
    /// Reads them.
    pub(crate) fn of(request: &Request) -> Self {
        Self { authorization: authorization(request.headers()), session: session(request.uri().query()), endpoint: endpoint(request) }
    }

    /// Who has a token, however bad, is a program and not sent to log in (auth §3.5 "Cascade challenge").
    fn name_a_bearer(&self) -> bool {
        self.authorization.starts_with("Bearer")
    }
}

/// Somebody who gets past the policy.
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    /// For this one request: a ticket was used up.
    pub(crate) once: bool,
}

/// The caller, or the answer to somebody who does not get past the policy.
pub(crate) async fn admit(app: &App, policy: Policy, credentials: &Credentials) -> Result<Admitted, Response> {
    let validated = app.platform.inbound.validate(bearer(&credentials.authorization), policy.accepted()).await;
    let (mut once, mut was_refused) = (false, false);
    let validated = match (validated, &credentials.session) {
        (Err(refusal), Some(ticket)) if policy.takes_logins() => {
            match login::redeem(app, ticket).await.map_err(|error| Failure::App(error).into_response())? {
                Redeemed::Valid(claims) => {
                    once = true;
                    Ok(claims)
                }
                Redeemed::Refused => {
                    was_refused = true;
                    Err(refusal)
                }
                Redeemed::Unknown => Err(refusal),
            }
        }
        (validated, _) => validated,
    };
    match decide(policy, validated) {
        Ok(claims) => Ok(Admitted { caller: Caller { claims }, once }),
        Err(Denied::Unauthenticated(_)) if policy.takes_logins() && !credentials.name_a_bearer() && login::is_offered(app) => {
            Err(depart(app, &credentials.endpoint, was_refused).await)
        }
        Err(denied) => Err(refused(policy, denied)),
    }
}
