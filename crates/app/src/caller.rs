//! Who calls, as far as the token tells and Register knows.

use std::sync::Arc;

use correspondence_domain::claims::Claims;
use correspondence_domain::error::ErrorNumber;
use correspondence_platform::Party;

use crate::{App, AppError};

/// The holder of a validated token that satisfies the policy of the route.
#[derive(Clone, Debug)]
pub struct Caller {
    /// What the token says.
    pub claims: Claims,
}

impl Caller {
    /// The caller as Register knows it; history rows name this party (lifecycle §3.3).
    ///
    /// # Errors
    /// 4006 when the token names nobody, 4002 when Register does not know whom it names, unexpected when Register cannot be asked.
    pub(crate) async fn party(&self, app: &App) -> Result<Arc<Party>, AppError> {
        let urn = self.claims.caller().ok_or(ErrorNumber::CallerUnknown)?;
        Ok(app.platform.register.party(&urn).await?.ok_or(ErrorNumber::CallerPartyNotFound)?)
    }

    /// Side effects and availability rules of a recipient apply to those who may read and do not call as a sender (auth §7.9).
    pub(crate) fn acts_as_recipient(&self, access: crate::access::LetterAccess) -> bool {
        access.as_recipient && !self.claims.is_calling_as_sender()
    }
}
