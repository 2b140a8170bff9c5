//! Tokens that the platform issues and reads: signing keys, the compact form, claim sets, and the check of what callers send.

pub(crate) mod bearer;
pub(crate) mod claim_sets;
pub(crate) mod compact;
mod der;
pub(crate) mod keys;
mod signing_key;
