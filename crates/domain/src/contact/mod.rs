//! Addresses at which people are reached outside of Altinn: which texts are addresses at all. That somebody reads them is not known here.

mod email_address;
mod mobile_number;

pub use email_address::is_email_address;
pub use mobile_number::is_mobile_number;
