//! The login in the browser for links to files (auth §3.5): it sends a browser to Altinn's provider, takes it back, and gives it a
//! ticket for the address that it came for.
//!
//! What must outlive the way there and back is in the database, so that any replica may take the browser back. A login that fails is
//! begun anew once; after that the person is in the portal, not in a circle.

mod begin;
mod endpoint;
mod finish;
mod redeem;

use correspondence_domain::randomness::Randomness;
use jiff::SignedDuration;
use uuid::Uuid;

pub use begin::{Begun, begin};
pub use finish::{Finished, Returned, finish};
pub use redeem::{Redeemed, redeem};

use crate::App;

/// Path of the address that the provider sends browsers back to.
pub const CALLBACK: &str = "/correspondence/api/v1/idporten-callback";

/// How long a person may take to log in, on the program's clock.
pub const STATE_LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// How long a ticket waits for its browser, on the program's clock.
const TICKET_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

/// Whether people can log in.
#[must_use]
pub fn is_offered(app: &App) -> bool {
    app.platform.login.is_offered()
}

/// What the provider is told to send browsers back to; never what a host header says.
fn redirect_uri(app: &App) -> String {
    format!("{}{CALLBACK}", app.settings.public_url)
}

/// A fresh secret of 128 random bits in the form of a GUID.
fn secret(randomness: &dyn Randomness) -> String {
    Uuid::from_bytes(randomness.bytes()).to_string()
}

/// A fresh secret of 256 random bits in hexadecimal digits, which is long enough for a code verifier (RFC 7636 §4.1).
fn long_secret(randomness: &dyn Randomness) -> String {
    let half = || Uuid::from_bytes(randomness.bytes()).simple();
    format!("{}{}", half(), half())
}
