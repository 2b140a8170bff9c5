//! How far one job has come, for a caller who waits for it.

use correspondence_domain::identifiers::JobId;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;

pub(super) const ATTEMPTS: Statement = Statement::new("attempts of a job", "SELECT attempts FROM job WHERE id = $1 AND state < 2");

impl Storage {
    /// Attempts of the job that failed so far; none once it is done or dead.
    pub async fn job_attempts(&self, id: JobId) -> Result<Option<u32>, StorageError> {
        let row = opt!(self.read().await?, ATTEMPTS, (i32,), [id.0])?;
        Ok(row.map(|(attempts,)| u32::try_from(attempts).unwrap_or(0)))
    }
}
