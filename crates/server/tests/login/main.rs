//! The login in the browser for links to files, as a person sees it: on both engines, with the local Altinn as the provider.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod begun_again;
mod browser;
mod configured;
mod links;
mod once;
mod replicas;
mod tokens_first;
