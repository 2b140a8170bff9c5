//! Parties with which a test asks for an outcome. Fixed numbers with valid check digits, so that every client takes them.
//!
//! The page and `docs/emulator.md` list exactly these.

use super::Identity;

/// What happens to whoever deals with a magic party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MagicOutcome {
    /// Register does not know the party, though the number could exist.
    UnknownToRegister,
    /// Register answers 503 to every query that names the party.
    RegisterDown,
    /// Register knows the party but no name.
    Nameless,
    /// No role holder at all: confidential letters are refused.
    NoRoleHolders,
    /// Bankrupt: the estate's administrator (`bostyrer`) is the only role holder.
    Bankrupt,
    /// A sub-unit whose main unit has a managing director.
    SubUnit,
    /// A sub-unit whose main unit has no role holders.
    SubUnitWithoutRoleHolders,
    /// Reserved against digital letters in the contact register.
    Reserved,
    /// The contact register answers 503 to every call that names the person.
    ContactRegisterDown,
    /// The contact register answers after three seconds, which is longer than a caller waits.
    ContactRegisterSlow,
    /// The decision point permits nothing to the party, not even to read for itself.
    NothingPermitted,
    /// Dialogporten answers 503 to every attempt to create a dialog for the party.
    DialogsDown,
    /// Dialogporten refuses every dialog for the party with 400.
    DialogsRefused,
    /// Dialogporten creates the dialog, and then the answer gets lost (503).
    DialogAnswerLost,
}

/// A party and its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MagicParty {
    /// Organisation number, person number or e-mail address.
    pub number: &'static str,
    /// The outcome.
    pub outcome: MagicOutcome,
    /// For people.
    pub description: &'static str,
}

/// Every magic party.
#[must_use]
pub fn magic_parties() -> &'static [MagicParty] {
    &PARTIES
}

const fn party(number: &'static str, outcome: MagicOutcome, description: &'static str) -> MagicParty {
    MagicParty { number, outcome, description }
}

const PARTIES: [MagicParty; 20] = [
    party("319900012", MagicOutcome::UnknownToRegister, "organisation that Register does not know"),
    party("319900020", MagicOutcome::NoRoleHolders, "organisation without role holders"),
    party("319900039", MagicOutcome::Bankrupt, "bankrupt organisation: only a bostyrer holds a role"),
    party("319900047", MagicOutcome::SubUnit, "sub-unit of 319900055, whose managing director holds the role"),
    party("319900063", MagicOutcome::SubUnitWithoutRoleHolders, "sub-unit of 319900020, which has no role holders"),
    party("319900071", MagicOutcome::RegisterDown, "organisation for which Register answers 503"),
    party("319900098", MagicOutcome::Nameless, "organisation without a name"),
    party("319900101", MagicOutcome::NothingPermitted, "organisation to which the decision point permits nothing"),
    party("319900128", MagicOutcome::DialogsDown, "organisation for which Dialogporten answers 503"),
    party("319900136", MagicOutcome::DialogsRefused, "organisation whose dialogs Dialogporten refuses with 400"),
    party("319900144", MagicOutcome::DialogAnswerLost, "organisation whose dialog is created although Dialogporten answers 503"),
    party("01819090285", MagicOutcome::Reserved, "person reserved against digital letters"),
    party("01819090366", MagicOutcome::UnknownToRegister, "person that Register does not know"),
    party("01819090447", MagicOutcome::ContactRegisterDown, "person for which the contact register answers 503"),
    party("01819090528", MagicOutcome::ContactRegisterSlow, "person for which the contact register answers after 3 s"),
    party("01819090609", MagicOutcome::RegisterDown, "person for which Register answers 503"),
    party("01819090870", MagicOutcome::NothingPermitted, "person to which the decision point permits nothing"),
    party("01819090951", MagicOutcome::DialogsDown, "person for which Dialogporten answers 503"),
    party("01819091079", MagicOutcome::DialogsRefused, "person whose dialogs Dialogporten refuses with 400"),
    party("ukjent@example.no", MagicOutcome::UnknownToRegister, "e-mail user that Register does not know"),
];

/// The outcome that this party asks for.
pub(crate) fn outcome_of(identity: &Identity) -> Option<MagicOutcome> {
    let (Identity::Organisation(value) | Identity::Person(value) | Identity::Email(value)) = identity else { return None };
    PARTIES.iter().find(|magic| magic.number == value).map(|magic| magic.outcome)
}

/// The main unit of a magic sub-unit.
pub(crate) fn main_unit_of(outcome: MagicOutcome) -> Option<&'static str> {
    match outcome {
        MagicOutcome::SubUnit => Some("319900055"),
        MagicOutcome::SubUnitWithoutRoleHolders => Some("319900020"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_magic_party_could_exist_and_is_documented() {
        let documentation = include_str!("../../../../docs/emulator.md");
        for magic in magic_parties() {
            let identity =
                Identity::organisation(magic.number).or_else(|| Identity::person(magic.number)).or_else(|| Identity::email(magic.number));
            assert_eq!(identity.as_ref().and_then(outcome_of), Some(magic.outcome), "{}", magic.number);
            assert!(documentation.contains(magic.number), "{} is missing in docs/emulator.md", magic.number);
        }
    }
}
