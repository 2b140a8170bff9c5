//! Where the platform's parts live. Everything follows from the gateway's address, issuers included (run-contract §5).

/// The gateway's address and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    /// The gateway without a slash at its end.
    pub gateway: String,
    /// Issuer of Altinn's own tokens (auth §3.2).
    pub altinn_issuer: String,
    /// Issuer of Maskinporten's tokens, and the audience of grants.
    pub maskinporten_issuer: String,
    /// Issuer of dialog tokens (auth §3.4).
    pub dialogporten_issuer: String,
}

impl Addresses {
    /// Addresses below `gateway`, such as `http://127.0.0.1:5096`.
    pub(crate) fn below(gateway: &str) -> Self {
        let gateway = gateway.trim_end_matches('/').to_owned();
        Self {
            altinn_issuer: format!("{gateway}/authentication/api/v1/openid/"),
            maskinporten_issuer: format!("{gateway}/maskinporten/"),
            dialogporten_issuer: format!("{gateway}/dialogporten/api/v1"),
            gateway,
        }
    }
}
