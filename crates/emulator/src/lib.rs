//! A local Altinn: the platform's remotes on one port, spoken to over HTTP only.
//!
//! It answers and refuses as the real platform does (integrations, auth), so that a server which works against it works against the real
//! thing. It must never know anything of the server that talks to it, and never take a short cut that a real caller could not take.

mod addresses;
mod admission;
mod authentication;
mod contact_register;
mod decision_point;
mod dialogporten;
mod emulator;
mod events;
mod ignore_case;
mod login;
mod maskinporten;
mod outage;
mod page;
mod parties;
mod policy;
mod program_clock;
mod read_back;
mod recorder;
mod register;
mod reply;
mod resource_registry;
mod resources;
mod scanner;
mod seed;
mod settings;
mod shared;
mod slack;
mod test_tokens;
mod tokens;
mod world;

pub use emulator::{ClientCredentials, Emulator};
pub use parties::magic::{MagicOutcome, MagicParty, magic_parties};
pub use scanner::Scanner;
pub use seed::{Seed, SeedClient, SeedConfidentiality, SeedDelegation, SeedError, SeedOrganisation, SeedPerson, SeedResource};
pub use settings::EmulatorSettings;
