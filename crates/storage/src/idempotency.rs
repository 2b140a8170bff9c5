//! The sender's keys against sending twice (data-and-operations §3.3). A key is claimed by inserting it: of any number of requests
//! with one key, one inserts. Keys never expire and a purge does not free them.

use correspondence_domain::identifiers::{CorrespondenceId, IdempotentKey};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use uuid::Uuid;

use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::transaction::Transaction;

/// The letter that a key created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyOwner {
    /// The letter.
    pub correspondence: CorrespondenceId,
    /// Its sender.
    pub service_owner: OrganisationNumber,
    /// The resource it was sent under.
    pub resource: ResourceId,
    /// Who it is for.
    pub recipient: PartyUrn,
}

const INSERT: Statement = Statement::new(
    "claim idempotent key",
    "INSERT INTO idempotent_key (key, correspondence_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING",
);

const OWNER: Statement = Statement::new(
    "owner of idempotent key",
    "SELECT correspondence.id, correspondence.service_owner, correspondence.resource_id, correspondence.recipient \
     FROM idempotent_key JOIN correspondence ON correspondence.id = idempotent_key.correspondence_id \
     WHERE idempotent_key.key = $1",
);

/// The statements of this module.
pub(crate) const STATEMENTS: &[&Statement] = &[&INSERT, &OWNER];

impl Storage {
    /// The letter that `key` created, if it was ever used.
    pub async fn key_owner(&self, key: IdempotentKey) -> Result<Option<KeyOwner>, StorageError> {
        let row = opt!(self.read().await?, OWNER, (Uuid, String, String, String), [key.0])?;
        row.map(|(id, service_owner, resource, recipient)| {
            Ok(KeyOwner {
                correspondence: CorrespondenceId(id),
                service_owner: OrganisationNumber::parse(&service_owner).ok_or(StorageError::meaningless(
                    "correspondence",
                    "service_owner",
                    id,
                ))?,
                resource: ResourceId::stored(resource),
                recipient: PartyUrn::stored(recipient),
            })
        })
        .transpose()
    }
}

impl Transaction {
    /// Claims `key` for a letter of this transaction, which may be inserted before or after. `false`: the key was used before; while
    /// another transaction holds it this waits for that one's end.
    pub async fn insert_key(&mut self, key: IdempotentKey, correspondence: CorrespondenceId) -> Result<bool, StorageError> {
        Ok(exec!(self, INSERT, [key.0, correspondence.0])? == 1)
    }
}
