//! Party ids, user ids and party uuids that can be read back into the number they were derived from.
//!
//! Nothing has to be remembered for them: a platform that was restarted still knows the parties that a server has stored. Two numbers
//! never share an id. Users without a number get theirs from a hash; the directory sees to it that those stay apart.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Identity, numbers};

/// First party id of persons: the nine digits before the control digits are added to it.
const FIRST_PERSON: i64 = 1_000_000_000;
/// First party id that is given by hash.
const FIRST_HASHED_PARTY: i64 = 2_000_000_000;
/// Party ids fit into 31 bits, as Altinn's do.
const HASHED_PARTIES: i64 = 147_483_647;
/// First user id that is given by hash; those of persons are below.
const FIRST_HASHED_USER: i64 = 1_000_000_000;
const HASHED_USERS: i64 = 1_000_000_000;

/// The party id that follows from the number itself; none for parties that need one by hash.
pub(crate) fn party_id(identity: &Identity) -> Option<i64> {
    match identity {
        // Eight digits, as real party ids have, unless the number begins with a zero.
        Identity::Organisation(number) => number[..8].parse().ok().filter(|id| *id >= 10_000_000),
        Identity::Person(number) => number[..9].parse::<i64>().ok().map(|nine| FIRST_PERSON + nine),
        Identity::Email(_) | Identity::SelfIdentified(_) => None,
    }
}

/// Whose derived party id this would be.
pub(crate) fn of_party_id(id: i64) -> Option<Identity> {
    match id {
        10_000_000..=99_999_999 => numbers::complete_organisation(&id.to_string()).map(Identity::Organisation),
        FIRST_PERSON..FIRST_HASHED_PARTY => person_of(id - FIRST_PERSON),
        _ => None,
    }
}

/// A person's user id: the nine digits before the control digits.
pub(crate) fn user_id(identity: &Identity) -> Option<i64> {
    match identity {
        Identity::Person(number) => number[..9].parse().ok().filter(|id| *id > 0),
        _ => None,
    }
}

/// Whose derived user id this would be.
pub(crate) fn of_user_id(id: i64) -> Option<Identity> {
    (1..FIRST_HASHED_USER).contains(&id).then(|| person_of(id)).flatten()
}

fn person_of(nine: i64) -> Option<Identity> {
    numbers::complete_person(&format!("{nine:09}")).map(Identity::Person)
}

/// The `attempt`-th party id by hash.
pub(crate) fn hashed_party_id(urn: &str, attempt: u64) -> i64 {
    FIRST_HASHED_PARTY + hashed(urn, "party", attempt, HASHED_PARTIES)
}

/// The `attempt`-th user id by hash.
pub(crate) fn hashed_user_id(urn: &str, attempt: u64) -> i64 {
    FIRST_HASHED_USER + hashed(urn, "user", attempt, HASHED_USERS)
}

fn hashed(urn: &str, what: &str, attempt: u64, range: i64) -> i64 {
    let digest = Sha256::digest(format!("{what}:{attempt}:{urn}").as_bytes());
    i64::from(u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])) % range
}

/// What a uuid can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbered {
    Organisation,
    Person,
    /// The system user of an organisation, not a party.
    SystemUser,
}

/// A uuid that looks random (version 4) and holds the number: its first half is a hash, its second half the number under a mask that
/// follows from the first.
pub(crate) fn uuid_of(kind: Numbered, number: &str) -> Uuid {
    let plain = (kind as u64) << 40 | number.parse::<u64>().unwrap_or(0);
    let digest = Sha256::digest(format!("{kind:?}:{number}").as_bytes());
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&digest[..8]);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    let second = (plain ^ mask(&bytes[..8])) | 1 << 63;
    bytes[8..].copy_from_slice(&second.to_be_bytes());
    Uuid::from_bytes(bytes)
}

/// The number that a uuid holds; none for uuids that were made elsewhere.
pub(crate) fn of_uuid(uuid: Uuid) -> Option<(Numbered, String)> {
    let bytes = uuid.as_bytes();
    let mut second = [0; 8];
    second.copy_from_slice(&bytes[8..]);
    let plain = (u64::from_be_bytes(second) & MASKED) ^ mask(&bytes[..8]);
    let number = plain & ((1 << 40) - 1);
    let (kind, number) = match plain >> 40 {
        0 => (Numbered::Organisation, format!("{number:09}")),
        1 => (Numbered::Person, format!("{number:011}")),
        2 => (Numbered::SystemUser, format!("{number:09}")),
        _ => return None,
    };
    (uuid_of(kind, &number) == uuid).then_some((kind, number))
}

/// The bits below the variant.
const MASKED: u64 = (1 << 62) - 1;

fn mask(first_half: &[u8]) -> u64 {
    let digest = Sha256::digest(first_half);
    let mut word = [0; 8];
    word.copy_from_slice(&digest[..8]);
    u64::from_be_bytes(word) & MASKED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_back_to_their_numbers() {
        for number in ["991825827", "313999017", "000000000", "012345674"] {
            let uuid = uuid_of(Numbered::Organisation, number);
            assert_eq!(uuid.get_version_num(), 4);
            assert_eq!(of_uuid(uuid), Some((Numbered::Organisation, number.to_owned())));
        }
        for number in ["01898790041", "01819090285"] {
            let person = Identity::Person(number.to_owned());
            assert_eq!(of_party_id(party_id(&person).unwrap()), Some(person.clone()));
            assert_eq!(of_user_id(user_id(&person).unwrap()), Some(person));
            assert_eq!(of_uuid(uuid_of(Numbered::Person, number)), Some((Numbered::Person, number.to_owned())));
        }
        let organisation = Identity::Organisation("991825827".to_owned());
        assert_eq!(party_id(&organisation), Some(99_182_582));
        assert_eq!(of_party_id(99_182_582), Some(organisation));
    }

    #[test]
    fn uuids_from_elsewhere_hold_no_number() {
        for text in ["00000000-0000-0000-0000-000000000000", "36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf", "019bc0e1-2b19-7abc-8def-0123456789ab"]
        {
            assert_eq!(of_uuid(text.parse().unwrap()), None, "{text}");
        }
    }
}
