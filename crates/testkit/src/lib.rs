//! What tests of the whole program share: running it, speaking to it as clients do, and looking back at what the platform saw.
//!
//! Everything goes over HTTP to the real binary. This crate must never reach into the program, and never be a dependency of anything
//! but tests.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

mod altinn;
mod answer;
mod attachments;
mod chance;
mod form;
mod keys;
mod letters;
mod parties;
mod patience;
mod place;
mod platform;
mod program;
mod redact;
mod request;
mod scanner;
mod tokens;

pub use altinn::{Altinn, is_recurring};
pub use answer::Answer;
pub use attachments::{ATTACHMENTS, announcement, files_in};
pub use chance::{Chance, seeds};
pub use correspondence_testkit_databases::{Engine, Obstacle, TestDatabase, db_test};
pub use form::{Form, flattened};
pub use keys::share_keys;
pub use letters::{API, all_at_once};
pub use parties::{OWNER, organisation, organisation_urn, person, person_urn};
pub use patience::eventually;
pub use place::Place;
pub use program::{Binary, Program, stderr, stdout};
pub use redact::{redacted, redacted_answer};
pub use request::{DEMO, LetterRequest};
pub use scanner::{SCAN_RESULTS, scan_result};

/// The program under test, for a test of the crate that builds it.
#[macro_export]
macro_rules! program {
    () => {
        $crate::Binary::at(env!("CARGO_BIN_EXE_correspondence"))
    };
}

/// Makes a test that runs once per engine, as `name::sqlite` and `name::postgres`, each with a local Altinn of its own:
///
/// ```text
/// altinn_test! {
///     /// What a user sees.
///     async fn a_letter_is_published(altinn) {
///         let sender = altinn.sender().await;
///     }
/// }
/// ```
///
/// The body is of type `()`.
#[macro_export]
macro_rules! altinn_test {
    ($($(#[$attribute:meta])* async fn $name:ident($altinn:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn on($altinn: $crate::Altinn) $body

            #[tokio::test]
            async fn sqlite() {
                on($crate::Altinn::start($crate::program!(), $crate::Engine::Sqlite).await).await;
            }

            #[tokio::test]
            async fn postgres() {
                on($crate::Altinn::start($crate::program!(), $crate::Engine::Postgres).await).await;
            }
        }
    )+};
}
