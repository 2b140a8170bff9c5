//! Searching letters (lifecycle §10, http-api §12): one statement, paged by key, newest publish time first.
//!
//! The status is a filter over the state columns along the index's order. It has no index of its own: a rare status among very many
//! letters of one party and resource is found slowly, as it always was.

use correspondence_domain::correspondence::CorrespondenceStatus;
use correspondence_domain::identifiers::CorrespondenceId;
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use crate::digest::digest;
use crate::error::StorageError;
use crate::statement::Statement;
use crate::storage::Storage;
use crate::types::{At, Bound};

/// What to search for.
#[derive(Clone, Debug)]
pub struct LetterSearch {
    /// On whose side.
    pub side: SearchSide,
    /// Under which resource; may be left out on the sender's side together with a sender's reference.
    pub resource: Option<ResourceId>,
    /// Publish times after this; [`Timestamp::MIN`] is no limit.
    pub published_after: Timestamp,
    /// Publish times before this; [`Timestamp::MAX`] is no limit.
    pub published_before: Timestamp,
    /// Letters that have had this status.
    pub status: Option<CorrespondenceStatus>,
    /// Letters with exactly this sender's reference.
    pub senders_reference: Option<String>,
    /// Goes on after this letter of an earlier page.
    pub before: Option<(Timestamp, CorrespondenceId)>,
    /// Most letters to give.
    pub limit: u32,
}

/// On whose side to search.
#[derive(Clone, Debug)]
pub enum SearchSide {
    /// Letters sent by a service owner.
    Sender(OrganisationNumber),
    /// Letters for a recipient, as far as it may know of them.
    Recipient(PartyUrn),
    /// Both, each letter by the rule of its own side.
    Both {
        /// The sender.
        sender: OrganisationNumber,
        /// The recipient.
        recipient: PartyUrn,
    },
}

/// A letter found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundLetter {
    /// The letter.
    pub id: CorrespondenceId,
    /// What the order goes by; with the id it is the key of the next page.
    pub requested_publish_at: Timestamp,
}

/// `$1`, `$2`: publish times; `$3`, `$4`: key of the page; `$5`: status, -1 for any; `$6`: limit.
macro_rules! in_range_with_status {
    () => {
        "requested_publish_at > $1 AND requested_publish_at < $2 AND (requested_publish_at, id) < ($3, $4) \
         AND CASE WHEN $5 = -1 THEN TRUE WHEN $5 = 0 THEN TRUE \
         WHEN $5 = 1 THEN ready_at IS NOT NULL WHEN $5 = 2 THEN published_at IS NOT NULL WHEN $5 = 4 THEN read_at IS NOT NULL \
         WHEN $5 = 6 THEN confirmed_at IS NOT NULL WHEN $5 = 7 THEN COALESCE(purged_by, 0) = 7 WHEN $5 = 8 THEN COALESCE(purged_by, 0) = 8 \
         WHEN $5 = 10 THEN reserved_at IS NOT NULL WHEN $5 = 11 THEN failed_at IS NOT NULL WHEN $5 = 12 THEN downloaded_at IS NOT NULL \
         WHEN $5 = 13 THEN forwarded_at IS NOT NULL ELSE FALSE END"
    };
}

macro_rules! newest_first {
    () => {
        " ORDER BY requested_publish_at DESC, id DESC LIMIT $6"
    };
}

/// `$7`: resource; `$8`: digest of the sender's reference, null for any.
macro_rules! in_resource {
    () => {
        "resource_id = $7 AND (senders_reference_digest = $8 OR $8 IS NULL)"
    };
}

/// What a recipient may know of: with a status, those for which the caller did not stop before; without, letters whose last status is
/// none of 0, 1 and 11. A letter to a recipient who had reserved waits for its publication.
macro_rules! known_to_recipient {
    () => {
        "($5 <> -1 OR last_status NOT IN (0, 1, 11)) AND (reserved_at IS NULL OR published_at IS NOT NULL)"
    };
}

pub(super) const SENT: Statement = Statement::new(
    "search sent",
    concat!(
        "SELECT id, requested_publish_at FROM correspondence WHERE service_owner = $9 AND ",
        in_resource!(),
        " AND ",
        in_range_with_status!(),
        newest_first!()
    ),
);

pub(super) const SENT_BY_REFERENCE: Statement = Statement::new(
    "search sent by reference",
    concat!(
        "SELECT id, requested_publish_at FROM correspondence WHERE service_owner = $9 AND senders_reference_digest = $8 \
         AND (resource_id = $7 OR $7 IS NULL) AND ",
        in_range_with_status!(),
        newest_first!()
    ),
);

pub(super) const RECEIVED: Statement = Statement::new(
    "search received",
    concat!(
        "SELECT id, requested_publish_at FROM correspondence WHERE recipient = $9 AND ",
        in_resource!(),
        " AND ",
        known_to_recipient!(),
        " AND ",
        in_range_with_status!(),
        newest_first!()
    ),
);

/// Each side gives at most a page, so the union sorts two pages at most.
pub(super) const SENT_AND_RECEIVED: Statement = Statement::new(
    "search sent and received",
    concat!(
        "SELECT id, requested_publish_at FROM (SELECT * FROM (\
         SELECT id, requested_publish_at FROM correspondence WHERE service_owner = $9 AND ",
        in_resource!(),
        " AND ",
        in_range_with_status!(),
        newest_first!(),
        ") AS sent UNION SELECT * FROM (\
         SELECT id, requested_publish_at FROM correspondence WHERE recipient = $10 AND ",
        in_resource!(),
        " AND ",
        known_to_recipient!(),
        " AND ",
        in_range_with_status!(),
        newest_first!(),
        ") AS received) AS letters",
        newest_first!()
    ),
);

/// What `$5` is when any status will do.
const ANY_STATUS: i32 = -1;

impl Storage {
    /// Finds letters, newest publish time first, then by id.
    ///
    /// # Errors
    /// [`StorageError::Unanswerable`] without a resource, unless the side is the sender's and the sender's reference is given.
    pub async fn search(&self, search: &LetterSearch) -> Result<Vec<FoundLetter>, StorageError> {
        let knows = recipient_may_ask(search.status);
        match (&search.side, &search.resource, &search.senders_reference) {
            (SearchSide::Recipient(_), _, _) if !knows => Ok(Vec::new()),
            (SearchSide::Sender(sender), _, Some(_)) => self.search_one_side(&SENT_BY_REFERENCE, search, sender.as_str()).await,
            (SearchSide::Sender(sender), Some(_), None) => self.search_one_side(&SENT, search, sender.as_str()).await,
            (SearchSide::Recipient(recipient), Some(_), _) => self.search_one_side(&RECEIVED, search, recipient.as_str()).await,
            (SearchSide::Both { sender, .. }, Some(_), Some(_)) if !knows => {
                self.search_one_side(&SENT_BY_REFERENCE, search, sender.as_str()).await
            }
            (SearchSide::Both { sender, .. }, Some(_), None) if !knows => self.search_one_side(&SENT, search, sender.as_str()).await,
            (SearchSide::Both { sender, recipient }, Some(_), _) => self.search_both(search, sender, recipient).await,
            (_, None, _) => Err(StorageError::Unanswerable("a search without resource needs a sender and a sender's reference")),
        }
    }

    async fn search_one_side(
        &self,
        statement: &'static Statement,
        search: &LetterSearch,
        party: &str,
    ) -> Result<Vec<FoundLetter>, StorageError> {
        let key = search.key();
        let found = all!(
            self.read().await?,
            *statement,
            (Uuid, At),
            [
                Bound::of(search.published_after),
                Bound::of(search.published_before),
                key.0,
                key.1,
                search.status_number(),
                i64::from(search.limit),
                search.resource.as_ref().map(ResourceId::as_str),
                search.digest(),
                party
            ]
        )?;
        Ok(found.into_iter().map(FoundLetter::from).collect())
    }

    async fn search_both(
        &self,
        search: &LetterSearch,
        sender: &OrganisationNumber,
        recipient: &PartyUrn,
    ) -> Result<Vec<FoundLetter>, StorageError> {
        let key = search.key();
        let found = all!(
            self.read().await?,
            SENT_AND_RECEIVED,
            (Uuid, At),
            [
                Bound::of(search.published_after),
                Bound::of(search.published_before),
                key.0,
                key.1,
                search.status_number(),
                i64::from(search.limit),
                search.resource.as_ref().map(ResourceId::as_str),
                search.digest(),
                sender.as_str(),
                recipient.as_str()
            ]
        )?;
        Ok(found.into_iter().map(FoundLetter::from).collect())
    }
}

impl LetterSearch {
    /// The key that every letter to find lies before.
    fn key(&self) -> (Bound, Uuid) {
        self.before.map_or((Bound::End, Uuid::max()), |(at, id)| (Bound::At(at), id.0))
    }

    fn status_number(&self) -> i32 {
        self.status.map_or(ANY_STATUS, |status| i32::from(status.number()))
    }

    fn digest(&self) -> Option<Uuid> {
        self.senders_reference.as_deref().map(digest)
    }
}

impl From<(Uuid, At)> for FoundLetter {
    fn from((id, at): (Uuid, At)) -> Self {
        Self { id: CorrespondenceId(id), requested_publish_at: at.0 }
    }
}

/// Whether a recipient may ask for this status at all.
fn recipient_may_ask(status: Option<CorrespondenceStatus>) -> bool {
    use CorrespondenceStatus::{Failed, Initialized, ReadyForPublish};
    !matches!(status, Some(Initialized | ReadyForPublish | Failed))
}
