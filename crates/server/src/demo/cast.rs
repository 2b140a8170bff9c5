//! Who plays in the story. The local Altinn knows every number with valid check digits; persons are synthetic (month + 80).

/// The sender: owner of the resource.
pub(super) const SENDER: &str = "991825827";
/// The sender's short code.
pub(super) const SENDER_CODE: &str = "ttd";
/// The organisation that gets a letter.
pub(super) const ORGANISATION: &str = "310244007";
/// The person that gets a letter.
pub(super) const PERSON: &str = "15838510075";
/// An organisation that has no access to the resource.
pub(super) const OUTSIDER: &str = "310244015";
/// What the letters are sent under.
pub(super) const RESOURCE: &str = "demo-correspondence";
/// Stands for the key that an API portal hands out.
pub(super) const SUBSCRIPTION_KEY: &str = "demo-subscription-key";
