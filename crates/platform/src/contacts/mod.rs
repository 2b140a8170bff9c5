//! The contact and reservation register: who has reserved against digital mail (integrations §6). Nothing is remembered, and no other
//! member of its answers is read.

use std::collections::HashSet;
use std::time::Duration;

use correspondence_domain::party::PersonNumber;
use serde_json::{Value, json};

use crate::error::RemoteError;
use crate::http::{Call, Remote};
use crate::json;

/// What a sender waits for at most, everything included.
const WHOLE_CALL: Duration = Duration::from_secs(2);
/// Persons in one question.
const BATCH: usize = 1000;

/// The client.
#[derive(Clone, Debug)]
pub struct ContactRegister {
    remote: Remote,
}

impl ContactRegister {
    pub(crate) fn new(remote: Remote) -> Self {
        Self { remote: remote.within(WHOLE_CALL) }
    }

    /// Those of `persons` who have reserved. Nobody is asked about nobody.
    ///
    /// # Errors
    /// [`RemoteError`] when the register gave no usable answer within two seconds.
    pub async fn reserved(&self, persons: &[PersonNumber]) -> Result<HashSet<PersonNumber>, RemoteError> {
        let mut reserved = HashSet::new();
        for batch in persons.chunks(BATCH) {
            let numbers: Vec<&str> = batch.iter().map(PersonNumber::as_str).collect();
            let call = Call::post("rest/v2/personer").json(&json!({ "personidentifikatorer": numbers }));
            let answer = self.remote.send(call).await?.success()?;
            let body = answer.json()?;
            let rows = json::member(&body, "personer").and_then(Value::as_array).ok_or_else(|| answer.unreadable("no personer"))?;
            reserved.extend(
                rows.iter()
                    .filter(|row| json::text(row, "reservasjon") == Some("JA"))
                    .filter_map(|row| PersonNumber::parse(json::text(row, "personidentifikator")?)),
            );
        }
        Ok(reserved)
    }
}
