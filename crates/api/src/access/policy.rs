//! The policies of auth §4. Which kind a token is follows from its validated issuer (run-contract §5), so no text of an issuer is
//! looked at here.

use correspondence_domain::claims::{Claims, READ_SCOPE, SERVICE_OWNER_SCOPE, TokenKind, WRITE_SCOPE};

const END_USER_SCOPE: &str = "altinn:portal/enduser";
const FORWARD_CHECK_SCOPE: &str = "altinn:correspondence.forward.check";
const CONDITION_CHECK_SCOPE: &str = "altinn:system/notifications.condition.check";
const MAINTENANCE_SCOPE: &str = "altinn:correspondence.maintenance";

/// What a token must be to pass a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Policy {
    /// Nothing is asked.
    Anonymous,
    /// May send.
    Sender,
    /// May receive.
    Recipient,
    /// May do either.
    SenderOrRecipient,
    /// May download attachments.
    DownloadAttachment,
    /// May ask whether a letter can be forwarded.
    CheckAllowForwarding,
    /// The notification service, which asks before it sends.
    NotificationCheck,
    /// An operator.
    Maintenance,
}

impl Policy {
    /// Every policy that asks for a token.
    #[cfg(test)]
    pub(super) const ALL: [Self; 7] = [
        Self::Sender,
        Self::Recipient,
        Self::SenderOrRecipient,
        Self::DownloadAttachment,
        Self::CheckAllowForwarding,
        Self::NotificationCheck,
        Self::Maintenance,
    ];

    /// The kinds of tokens that are validated at all; another kind is as good as none.
    pub(crate) const fn accepted(self) -> &'static [TokenKind] {
        match self {
            Self::Anonymous => &[],
            Self::Sender => &[TokenKind::Altinn, TokenKind::Maskinporten],
            Self::Recipient | Self::DownloadAttachment | Self::CheckAllowForwarding => &[TokenKind::Altinn, TokenKind::Dialogporten],
            Self::SenderOrRecipient => &[TokenKind::Altinn, TokenKind::Maskinporten, TokenKind::Dialogporten],
            Self::NotificationCheck | Self::Maintenance => &[TokenKind::Maskinporten],
        }
    }

    /// Whether a login in the browser may stand in for a token: files are opened by a link.
    pub(crate) const fn takes_logins(self) -> bool {
        matches!(self, Self::DownloadAttachment | Self::CheckAllowForwarding)
    }

    /// How many times a 401 names the scheme: once for each kind of token, but once in all where a login could stand in (auth §6).
    pub(crate) const fn challenges(self) -> usize {
        if self.takes_logins() { 1 } else { self.accepted().len() }
    }

    /// Whether a valid token passes.
    pub(crate) fn admits(self, claims: &Claims) -> bool {
        match self {
            Self::Anonymous => true,
            Self::Sender => may_send(claims),
            Self::Recipient => may_receive(claims),
            Self::SenderOrRecipient => may_send(claims) || may_receive(claims),
            Self::DownloadAttachment => {
                claims.kind != TokenKind::Altinn || claims.any_scope_has(READ_SCOPE) || claims.any_scope_has(END_USER_SCOPE)
            }
            Self::CheckAllowForwarding => has_required_scope(claims, FORWARD_CHECK_SCOPE),
            Self::NotificationCheck => has_required_scope(claims, CONDITION_CHECK_SCOPE),
            Self::Maintenance => has_required_scope(claims, MAINTENANCE_SCOPE),
        }
    }
}

fn may_send(claims: &Claims) -> bool {
    match claims.kind {
        TokenKind::Altinn => claims.has_scope(WRITE_SCOPE),
        TokenKind::Maskinporten => claims.has_scope(WRITE_SCOPE) && claims.has_scope(SERVICE_OWNER_SCOPE),
        TokenKind::Dialogporten => false,
    }
}

fn may_receive(claims: &Claims) -> bool {
    match claims.kind {
        TokenKind::Altinn | TokenKind::Maskinporten => claims.has_scope(READ_SCOPE),
        TokenKind::Dialogporten => claims.first("a").is_some_and(|actions| actions.split(';').any(|action| action == "read")),
    }
}

/// The scope rule: an Altinn scope claim wins over the plain one.
fn has_required_scope(claims: &Claims, scope: &str) -> bool {
    let scopes = claims.first("urn:altinn:scope").or_else(|| claims.first("scope"));
    scopes.is_some_and(|scopes| scopes.split(' ').any(|item| item == scope))
}
