//! Who takes part: organisations, persons, e-mail users and self-identified users, as URNs.
//!
//! This module never asks Register whether a party exists; it only knows what a number or URN looks like.

mod numbers;
mod recipient;
mod urn;

pub use numbers::{OrganisationNumber, PersonNumber, is_organisation_number, is_person_number};
pub use recipient::{BadRecipient, normalise_recipient};
pub use urn::{PartyKind, PartyUrn, UnknownParty, bare};
