//! Identities as types, and ids derived from what they are about.
//!
//! A repeated job must repeat nothing visible, so every outbound effect carries an id that follows from its subject (design §3.3):
//! UUIDv5 for events, a UUIDv7-shaped hash for whatever Dialogporten stores, since it accepts nothing else (integrations §10.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::randomness::Randomness;
use crate::time::Timestamp;

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

identifiers! {
    /// One letter to one recipient.
    CorrespondenceId;
    /// The text that the letters of one request share.
    ContentId;
    /// One file.
    AttachmentId;
    /// One attempt to send an attachment's bytes.
    UploadId;
    /// A party of Altinn Register.
    PartyUuid;
    /// A dialog of Dialogporten.
    DialogId;
    /// A transmission inside a dialog.
    TransmissionId;
    /// An entry in a dialog's history.
    ActivityId;
    /// A published cloud event.
    EventId;
    /// A row of a letter's history.
    HistoryId;
    /// A piece of background work.
    JobId;
    /// The sender's guard against sending twice.
    IdempotentKey;
}

impl PartyUuid {
    /// Stands for a party that could not be determined (lifecycle §2.1, Failed).
    pub const UNKNOWN: Self = Self(Uuid::nil());
}

/// A time-ordered UUIDv7 at `now`. `sequence` (0–4095) orders ids made together, as the letters of one request are.
#[must_use]
pub fn time_ordered(now: Timestamp, sequence: u16, randomness: &dyn Randomness) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    let mut bytes = randomness.bytes();
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70 | u8::try_from((sequence >> 8) & 0x0f).unwrap_or(0);
    bytes[7] = u8::try_from(sequence & 0xff).unwrap_or(0);
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Uuid::from_bytes(bytes)
}

/// Identity of the event that tells of `transition` (its name without prefix) of `item`: one per item and transition.
#[must_use]
pub fn event_id(item: Uuid, transition: &str) -> EventId {
    EventId(Uuid::new_v5(&item, format!("event:{transition}").as_bytes()))
}

/// Identity of a letter's own dialog (integrations §10.3).
#[must_use]
pub fn dialog_id(correspondence: CorrespondenceId, created: Timestamp) -> DialogId {
    let millis = timestamp_of(correspondence.0).unwrap_or_else(|| u64::try_from(created.as_millis()).unwrap_or(0));
    DialogId(shaped_as_v7(millis, &format!("{}:{millis}", correspondence.0.simple())))
}

/// Identity of something of `correspondence` inside a dialog, for example an activity: `at` gives its order, `purpose` tells it
/// from its siblings. The remote accepts moments up to 15 s ahead of its clock, so `at` must not lie in the future.
#[must_use]
pub fn dialog_part_id(correspondence: CorrespondenceId, at: Timestamp, purpose: &str) -> Uuid {
    let millis = u64::try_from(at.as_millis()).unwrap_or(0);
    shaped_as_v7(millis, &format!("{}:{millis}:{purpose}", correspondence.0.simple()))
}

/// Milliseconds since 1970 inside a UUIDv7; none for other versions.
fn timestamp_of(id: Uuid) -> Option<u64> {
    (id.get_version_num() == 7).then(|| {
        let mut millis = [0; 8];
        millis[2..].copy_from_slice(&id.as_bytes()[..6]);
        u64::from_be_bytes(millis)
    })
}

fn shaped_as_v7(millis: u64, seed: &str) -> Uuid {
    let hash = Sha256::digest(seed.as_bytes());
    // Nibbles of the hash, h[0], h[1], …: h[0..3] follow the version, two bits of h[3] the variant, h[4..7] and h[7..19] the rest.
    let nibble = |n: usize| if n.is_multiple_of(2) { hash[n / 2] >> 4 } else { hash[n / 2] & 0x0f };
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70 | nibble(0);
    bytes[7] = (nibble(1) << 4) | nibble(2);
    bytes[8] = (((nibble(3) & 3) | 8) << 4) | nibble(4);
    for (at, byte) in bytes.iter_mut().enumerate().skip(9) {
        let first = 5 + (at - 9) * 2;
        *byte = (nibble(first) << 4) | nibble(first + 1);
    }
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed;

    impl Randomness for Fixed {
        fn bytes(&self) -> [u8; 16] {
            [0xff; 16]
        }
    }

    #[test]
    fn dialog_ids_match_the_published_vectors() {
        let created = Timestamp::parse("2026-01-15T10:11:12.123Z").unwrap();
        for (correspondence, dialog) in [
            ("019bc0e1-2b19-7abc-8def-0123456789ab", "019bc0e1-2b19-7864-b52f-78e6f7a61ee9"),
            ("9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a", "019bc123-427b-7b23-9550-f9e946730556"),
        ] {
            assert_eq!(dialog_id(correspondence.parse().unwrap(), created).to_string(), dialog);
        }
    }

    #[test]
    fn ids_made_together_keep_their_order() {
        let now = Timestamp::parse("2026-01-15T10:11:12.123Z").unwrap();
        let ids: Vec<Uuid> = (0..500).map(|n| time_ordered(now, n, &Fixed)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        assert!(ids[499] < time_ordered(Timestamp::from_micros(now.as_micros() + 1000), 0, &Fixed));
    }

    #[test]
    fn parts_of_a_dialog_differ_by_purpose_and_repeat_for_the_same() {
        let correspondence = CorrespondenceId("019bc0e1-2b19-7abc-8def-0123456789ab".parse().unwrap());
        let at = Timestamp::parse("2026-01-15T10:11:12.123Z").unwrap();
        let opened = dialog_part_id(correspondence, at, "opened");
        assert_eq!(opened, dialog_part_id(correspondence, at, "opened"));
        assert_ne!(opened, dialog_part_id(correspondence, at, "confirmed"));
        assert_eq!(opened.get_version_num(), 7);
    }
}
