//! Fetches: the most frequent rows, kept apart from the history so that they do not bloat it.

use correspondence_domain::identifiers::{CorrespondenceId, PartyUuid};
use correspondence_domain::time::Timestamp;
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::types::{At, Bound};

/// Changes the letter's row for the first fetch alone. It also makes first fetches wait for each other.
pub(super) const FIRST_FETCH: Statement =
    Statement::new("first fetch", "UPDATE correspondence SET fetched_at = $2 WHERE id = $1 AND fetched_at IS NULL");

pub(super) const INSERT_FETCH: Statement = Statement::new(
    "insert fetch",
    "INSERT INTO correspondence_fetch (correspondence_id, id, party, occurred_at) SELECT $1, $2, $3, $4 \
     WHERE NOT EXISTS (SELECT 1 FROM correspondence_fetch WHERE correspondence_id = $1 AND party = $3 AND occurred_at > $5) \
     ON CONFLICT (correspondence_id, id) DO NOTHING",
);

impl Transaction {
    /// Records that `party` looked at the letter, unless it has done so within `debounce`; tells whether it was recorded. Without
    /// `debounce` every look is recorded, but one party's in one microsecond only once.
    pub async fn record_fetch(
        &mut self,
        id: CorrespondenceId,
        party: PartyUuid,
        at: Timestamp,
        debounce: Option<SignedDuration>,
    ) -> Result<bool, StorageError> {
        exec!(self, FIRST_FETCH, [id.0, At(at)])?;
        let since = debounce.map_or(Bound::End, |debounce| Bound::At(at.minus(debounce)));
        let row = fetch_id(id, party, at, debounce);
        Ok(exec!(self, INSERT_FETCH, [id.0, row, party.0, At(at), since])? == 1)
    }
}

/// The same for every fetch of one party in one stretch of `debounce`, so that of two at once the key admits one: neither would see
/// the other's row yet.
fn fetch_id(id: CorrespondenceId, party: PartyUuid, at: Timestamp, debounce: Option<SignedDuration>) -> Uuid {
    let stretch = debounce.and_then(|debounce| i64::try_from(debounce.as_micros()).ok()).filter(|&stretch| stretch > 0).unwrap_or(1);
    let begin = at.as_micros().div_euclid(stretch).saturating_mul(stretch);
    let mut hash = Sha256::new();
    hash.update(id.0.as_bytes());
    hash.update(party.0.as_bytes());
    hash.update(begin.to_be_bytes());
    let hash = hash.finalize();
    let millis = u64::try_from(begin.div_euclid(1000)).unwrap_or(0);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&hash[..10]);
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}
