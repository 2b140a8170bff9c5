//! Who may do what: the rules behind every decision of the platform.
//!
//! The owner of a resource writes for itself; every party reads for itself; a system user reads for its organisation; whoever leads an
//! organisation reads for it; and a seed may delegate more. Nothing else is permitted.

use std::sync::RwLock;

use crate::parties::magic::MagicOutcome;
use crate::parties::{Directory, Identity};
use crate::resources::Resource;
use crate::seed::{Seed, SeedError};
use crate::shared::{read, write};

/// Who asks, as far as the rules care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// An organisation, person or user by itself.
    Party(Identity),
    /// A system user of this organisation.
    SystemUser(Identity),
}

#[derive(Clone, Debug)]
struct Delegation {
    from: Identity,
    to: Identity,
    resource: Option<String>,
    actions: Vec<String>,
}

/// The rules together with what a seed delegated.
#[derive(Debug, Default)]
pub(crate) struct Policy(RwLock<Vec<Delegation>>);

impl Policy {
    pub(crate) fn add(&self, seed: &Seed) -> Result<(), SeedError> {
        let mut delegations = Vec::new();
        for delegation in &seed.delegations {
            let actions = if delegation.actions.is_empty() { vec!["read".to_owned()] } else { delegation.actions.clone() };
            let resource = delegation.resource.as_ref().map(|id| id.to_ascii_lowercase());
            delegations.push(Delegation { from: named(&delegation.from)?, to: named(&delegation.to)?, resource, actions });
        }
        write(&self.0).extend(delegations);
        Ok(())
    }

    /// Whether any of the subjects may do this for the party.
    pub(crate) fn permits(&self, directory: &Directory, subjects: &[Subject], resource: &Resource, party: &Identity, action: &str) -> bool {
        resource.has_policy && subjects.iter().any(|subject| self.permits_one(directory, subject, resource, party, action))
    }

    fn permits_one(&self, directory: &Directory, subject: &Subject, resource: &Resource, party: &Identity, action: &str) -> bool {
        match subject {
            Subject::SystemUser(organisation) => {
                let itself = action == "read" && organisation == party && !directory.has_outcome(party, MagicOutcome::NothingPermitted);
                itself || self.delegated(organisation, resource, party, action)
            }
            Subject::Party(identity) => {
                if directory.has_outcome(identity, MagicOutcome::NothingPermitted) {
                    return false;
                }
                let by_itself = identity == party
                    && match action {
                        "read" => true,
                        "write" => matches!(identity, Identity::Organisation(number) if *number == resource.owner),
                        _ => false,
                    };
                by_itself || action == "read" && directory.leads(identity, party) || self.delegated(identity, resource, party, action)
            }
        }
    }

    fn delegated(&self, to: &Identity, resource: &Resource, from: &Identity, action: &str) -> bool {
        read(&self.0).iter().any(|delegation| {
            delegation.to == *to
                && delegation.from == *from
                && delegation.resource.as_ref().is_none_or(|id| *id == resource.id.to_ascii_lowercase())
                && delegation.actions.iter().any(|given| given == action)
        })
    }
}

/// A party that a seed names by number, address or URN.
fn named(text: &str) -> Result<Identity, SeedError> {
    Identity::organisation(text)
        .or_else(|| Identity::person(text))
        .or_else(|| Identity::of_urn(text))
        .or_else(|| Identity::email(text))
        .ok_or_else(|| SeedError::InvalidNumber { number: text.to_owned() })
}
