//! How far the program's clock has been moved from real time (run-contract §4). Kept here so that it survives a restart and so that
//! every instance sees it.

use jiff::SignedDuration;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;

const OFFSET: Statement = Statement::new("clock offset", "SELECT offset_micros FROM program_clock WHERE id = 1");

const ADVANCE: Statement =
    Statement::new("advance clock", "UPDATE program_clock SET offset_micros = offset_micros + $1 WHERE id = 1 RETURNING offset_micros");

const SET: Statement =
    Statement::new("set clock offset", "UPDATE program_clock SET offset_micros = $2 WHERE id = 1 AND offset_micros = $1");

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[&OFFSET, &ADVANCE, &SET];

impl Storage {
    /// The program's clock less real time.
    pub async fn clock_offset(&self) -> Result<SignedDuration, StorageError> {
        let (micros,) = one!(self.read().await?, OFFSET, (i64,), [])?;
        Ok(SignedDuration::from_micros(micros))
    }

    /// Moves the clock by `by` and gives the new offset. Concurrent moves add up.
    pub async fn advance_clock(&self, by: SignedDuration) -> Result<SignedDuration, StorageError> {
        let mut session = self.write().await?;
        let (micros,) = one!(session, ADVANCE, (i64,), [micros(by)])?;
        session.done().await?;
        Ok(SignedDuration::from_micros(micros))
    }

    /// Sets the offset to `to` if it still is `from`, and tells whether it did.
    pub async fn set_clock_offset(&self, from: SignedDuration, to: SignedDuration) -> Result<bool, StorageError> {
        let mut session = self.write().await?;
        let changed = exec!(session, SET, [micros(from), micros(to)])?;
        session.done().await?;
        Ok(changed == 1)
    }
}

/// Whole microseconds; a duration beyond 292 000 years stops there.
fn micros(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(if duration.is_negative() { i64::MIN } else { i64::MAX })
}
