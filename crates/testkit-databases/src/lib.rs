//! A database of its own for every test, on both engines.
//!
//! SQLite databases are temporary files. PostgreSQL databases are copies of a migrated template in a throw-away cluster that all test
//! processes of a user share: the first one starts it, a watchdog stops and removes it when they are gone. Nothing is left to
//! configure; PostgreSQL's server programs must be installed.
//!
//! This crate is apart from the rest of the test kit so that the tests of storage need not wait for the whole program to compile. It
//! must never be a dependency of anything but tests.

mod besides;
mod cluster;
mod programs;
mod test_database;

pub use besides::Obstacle;
pub use correspondence_storage::Engine;
pub use test_database::TestDatabase;

/// Makes a test that runs once per engine, as `name::sqlite` and `name::postgres`, each with an empty migrated database:
///
/// ```text
/// db_test! {
///     /// What a user sees.
///     async fn letters_come_back(database) {
///         let storage = database.storage().await;
///     }
/// }
/// ```
///
/// The body is of type `()`. On PostgreSQL several threads serve it, so that races are real.
#[macro_export]
macro_rules! db_test {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn on($database: $crate::TestDatabase) $body

            #[tokio::test]
            async fn sqlite() {
                on($crate::TestDatabase::sqlite()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                on($crate::TestDatabase::postgres().await).await;
            }
        }
    )+};
}
