//! What the HTTP interface must know of the configuration.

use correspondence_domain::randomness::SharedRandomness;
use prometheus::Registry;

use crate::webhooks::Secret;

/// Settings of the HTTP interface.
#[derive(Clone, Debug)]
pub struct ApiSettings {
    /// Where clients reach this service; the OpenAPI document names it.
    pub public_url: String,
    /// Origins that browsers may call from; an entry may have one `*.` in front of its host (http-api §2.2).
    pub cors_origins: Vec<String>,
    /// Whether a 500 tells what went wrong (http-api §3.4).
    pub development: bool,
    /// Whether `/testing/*` is served (run-contract §4).
    pub clock_control: bool,
    /// Where request figures are counted, and what `/metrics` shows.
    pub metrics: Registry,
    /// What calls of the malware scanner must carry.
    pub scanner_secret: Secret,
    /// Where ids of traces come from.
    pub randomness: SharedRandomness,
}
