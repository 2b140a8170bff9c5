//! Transitions of letters. Each is a compare-and-set: its condition stands in the statement, and it reports which letters it really
//! changed, so of any number of attempts one wins. The history is the caller's to append, for the letters reported.
//!
//! Every transition writes `last_status`; the status that the API shows moves only to a higher number (lifecycle §2.1).

use std::collections::HashMap;

use correspondence_domain::correspondence::PurgedBy;
use correspondence_domain::identifiers::{CorrespondenceId, DialogId, TransmissionId};
use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::row::purged_by_number;
use crate::dialect::LOCK_SUFFIX;
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::transaction::Transaction;
use crate::types::At;

/// A letter that was published now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The letter.
    pub id: CorrespondenceId,
    /// It was ready before; when not, its history is to show ReadyForPublish too.
    pub was_ready: bool,
}

/// Assignments that show a status, given its number and the placeholder of the time. The text becomes the status' name.
macro_rules! show {
    ($number:literal, $at:literal) => {
        concat!(
            "status = CASE WHEN status < ",
            $number,
            " THEN ",
            $number,
            " ELSE status END, status_text = CASE WHEN status < ",
            $number,
            " THEN NULL ELSE status_text END, status_at = CASE WHEN status < ",
            $number,
            " THEN ",
            $at,
            " ELSE status_at END, last_status = ",
            $number
        )
    };
}

/// Publishing is undecided, and the letter still there.
macro_rules! undecided {
    () => {
        "published_at IS NULL AND failed_at IS NULL AND purged_at IS NULL"
    };
}

/// The recipient may act on the letter.
macro_rules! available {
    () => {
        "published_at IS NOT NULL AND failed_at IS NULL AND purged_at IS NULL"
    };
}

/// Locks in the order of the ids, so that two batches cannot wait for each other.
pub(super) const LOCK_UNDECIDED: ListStatement = ListStatement {
    name: "lock undecided letters",
    arguments: 0,
    columns: &["id"],
    parts: &[
        sql("SELECT id, ready_at IS NOT NULL AS was_ready FROM correspondence WHERE id IN ("),
        Part::Each(0),
        sql(concat!(") AND ", undecided!(), " ORDER BY id")),
        Part::Sql(LOCK_SUFFIX),
    ],
};

pub(super) const PUBLISH: ListStatement = ListStatement {
    name: "publish letters",
    arguments: 1,
    columns: &["id"],
    parts: &[
        sql(concat!("UPDATE correspondence SET published_at = $1, ready_at = COALESCE(ready_at, $1), ", show!(2, "$1"), " WHERE id IN (")),
        Part::Each(0),
        sql(concat!(") AND ", undecided!(), " RETURNING id")),
    ],
};

pub(super) const FAIL: ListStatement = ListStatement {
    name: "fail letters",
    arguments: 1,
    columns: &["id", "status_text"],
    parts: &[
        sql("UPDATE correspondence SET failed_at = $1, \
             status = CASE WHEN status < 11 THEN 11 ELSE status END, \
             status_at = CASE WHEN status < 11 THEN $1 ELSE status_at END, \
             last_status = 11, \
             status_text = CASE WHEN status < 11 THEN CASE id "),
        Part::When(0, 1),
        sql(" ELSE status_text END ELSE status_text END WHERE id IN ("),
        Part::Each(0),
        sql(concat!(") AND ", undecided!(), " RETURNING id")),
    ],
};

/// Whatever the letters' state: an infected file takes letters away from recipients who have them (lifecycle §5.4, decision 28).
pub(super) const CONDEMN: ListStatement = ListStatement {
    name: "condemn letters",
    arguments: 1,
    columns: &["id"],
    parts: &[
        sql(concat!(
            "UPDATE correspondence SET failed_at = $1, ",
            show!(11, "$1"),
            " WHERE failed_at IS NULL AND id IN (SELECT id FROM correspondence WHERE id IN ("
        )),
        Part::Each(0),
        sql(") AND failed_at IS NULL ORDER BY id"),
        Part::Sql(LOCK_SUFFIX),
        sql(") RETURNING id"),
    ],
};

/// Of several downloads the first one's text is shown.
pub(super) const RECORD_DOWNLOAD: Statement = Statement::new(
    "record download",
    concat!(
        "UPDATE correspondence SET downloaded_at = COALESCE(downloaded_at, $2), \
         status_text = CASE WHEN status < 12 THEN $3 ELSE status_text END, \
         status_at = CASE WHEN status < 12 THEN $2 ELSE status_at END, \
         status = CASE WHEN status < 12 THEN 12 ELSE status END, last_status = 12 WHERE id = $1 AND ",
        available!()
    ),
);

pub(super) const LINK_DIALOGS: ListStatement = ListStatement {
    name: "link dialogs",
    arguments: 0,
    columns: &["id", "dialog_id"],
    parts: &[
        sql("UPDATE correspondence SET dialog_is_foreign = FALSE, dialog_id = CASE id "),
        Part::When(0, 1),
        sql(" ELSE dialog_id END WHERE dialog_id IS NULL AND id IN (SELECT id FROM correspondence WHERE id IN ("),
        Part::Each(0),
        sql(") AND dialog_id IS NULL ORDER BY id"),
        Part::Sql(LOCK_SUFFIX),
        sql(") RETURNING id"),
    ],
};

/// Whether or not the letter was purged meanwhile: the transmission exists all the same.
pub(super) const LINK_TRANSMISSIONS: ListStatement = ListStatement {
    name: "link transmissions",
    arguments: 0,
    columns: &["id", "transmission_id"],
    parts: &[
        sql("UPDATE correspondence SET transmission_id = CASE id "),
        Part::When(0, 1),
        sql(" ELSE transmission_id END WHERE transmission_id IS NULL AND dialog_is_foreign \
             AND id IN (SELECT id FROM correspondence WHERE id IN ("),
        Part::Each(0),
        sql(") AND transmission_id IS NULL AND dialog_is_foreign ORDER BY id"),
        Part::Sql(LOCK_SUFFIX),
        sql(") RETURNING id"),
    ],
};

pub(super) const UNLINK_DIALOG: Statement =
    Statement::new("unlink dialog", "UPDATE correspondence SET dialog_id = NULL WHERE id = $1 AND NOT dialog_is_foreign");

pub(super) const MARK_READ: Statement = Statement::new(
    "mark read",
    concat!("UPDATE correspondence SET read_at = $2, ", show!(4, "$2"), " WHERE id = $1 AND read_at IS NULL AND ", available!()),
);

pub(super) const CONFIRM: Statement = Statement::new(
    "confirm",
    concat!("UPDATE correspondence SET confirmed_at = $2, ", show!(6, "$2"), " WHERE id = $1 AND confirmed_at IS NULL AND ", available!()),
);

pub(super) const PURGE_BY_RECIPIENT: Statement = Statement::new(
    "purge by recipient",
    concat!(
        "UPDATE correspondence SET purged_at = $2, purged_by = $3, ",
        show!(7, "$2"),
        " WHERE id = $1 AND ",
        available!(),
        " AND transmission_id IS NULL"
    ),
);

pub(super) const PURGE_BY_SENDER: Statement = Statement::new(
    "purge by sender",
    concat!(
        "UPDATE correspondence SET purged_at = $2, purged_by = $3, ",
        show!(8, "$2"),
        " WHERE id = $1 AND purged_at IS NULL AND (published_at IS NULL OR failed_at IS NOT NULL) AND transmission_id IS NULL"
    ),
);

impl Transaction {
    /// Publishes those of the letters whose publishing is undecided and that are not purged.
    pub async fn publish(&mut self, ids: &[CorrespondenceId], at: Timestamp) -> Result<Vec<Published>, StorageError> {
        let undecided = self.lock_undecided(ids.iter().map(|id| id.0).collect()).await?;
        if undecided.is_empty() {
            return Ok(Vec::new());
        }
        let locked: Vec<Uuid> = undecided.keys().copied().collect();
        let published = all_rows!(self, PUBLISH, (Uuid,), [At(at)], padded(&locked), id => [*id])?;
        Ok(published
            .into_iter()
            .map(|(id,)| Published { id: CorrespondenceId(id), was_ready: undecided.get(&id).copied().unwrap_or(false) })
            .collect())
    }

    /// Fails those of the letters whose publishing is undecided and that are not purged, each with its reason.
    pub async fn fail(&mut self, letters: &[(CorrespondenceId, String)], at: Timestamp) -> Result<Vec<CorrespondenceId>, StorageError> {
        let undecided = self.lock_undecided(letters.iter().map(|(id, _)| id.0).collect()).await?;
        let failing: Vec<(Uuid, &str)> =
            letters.iter().filter(|(id, _)| undecided.contains_key(&id.0)).map(|(id, reason)| (id.0, reason.as_str())).collect();
        if failing.is_empty() {
            return Ok(Vec::new());
        }
        let failed = all_rows!(self, FAIL, (Uuid,), [At(at)], padded(&failing), letter => [letter.0, letter.1])?;
        Ok(failed.into_iter().map(|(id,)| CorrespondenceId(id)).collect())
    }

    /// Links letters to the dialogs created for them alone; letters that are linked already stay as they are.
    pub async fn link_dialogs(&mut self, links: &[(CorrespondenceId, DialogId)]) -> Result<Vec<CorrespondenceId>, StorageError> {
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let linked = all_rows!(self, LINK_DIALOGS, (Uuid,), [], padded(links), link => [link.0.0, link.1.0])?;
        Ok(linked.into_iter().map(|(id,)| CorrespondenceId(id)).collect())
    }

    /// Links letters for foreign dialogs to their transmissions there; letters that are linked already stay as they are.
    pub async fn link_transmissions(
        &mut self,
        links: &[(CorrespondenceId, TransmissionId)],
    ) -> Result<Vec<CorrespondenceId>, StorageError> {
        if links.is_empty() {
            return Ok(Vec::new());
        }
        let linked = all_rows!(self, LINK_TRANSMISSIONS, (Uuid,), [], padded(links), link => [link.0.0, link.1.0])?;
        Ok(linked.into_iter().map(|(id,)| CorrespondenceId(id)).collect())
    }

    /// Forgets a letter's own dialog, after it was purged. `false`: the dialog is somebody else's, or there is no such letter.
    pub async fn unlink_dialog(&mut self, id: CorrespondenceId) -> Result<bool, StorageError> {
        Ok(exec!(self, UNLINK_DIALOG, [id.0])? == 1)
    }

    /// Marks a letter that the recipient has as read, the first time.
    pub async fn mark_read(&mut self, id: CorrespondenceId, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, MARK_READ, [id.0, At(at)])? == 1)
    }

    /// Confirms a letter that the recipient has, the first time.
    pub async fn confirm(&mut self, id: CorrespondenceId, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, CONFIRM, [id.0, At(at)])? == 1)
    }

    /// Purges a letter, once: as the recipient one that the recipient has, as the sender one that never got there. Never one that is
    /// a transmission in somebody else's dialog.
    pub async fn purge(&mut self, id: CorrespondenceId, by: PurgedBy, at: Timestamp) -> Result<bool, StorageError> {
        let number = purged_by_number(by);
        let changed = match by {
            PurgedBy::Recipient => exec!(self, PURGE_BY_RECIPIENT, [id.0, At(at), number])?,
            PurgedBy::Sender => exec!(self, PURGE_BY_SENDER, [id.0, At(at), number])?,
        };
        Ok(changed == 1)
    }

    /// Fails letters that carry an infected file, whatever their state; gives those that had not failed.
    pub async fn condemn_letters(&mut self, ids: &[CorrespondenceId], at: Timestamp) -> Result<Vec<CorrespondenceId>, StorageError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        let failed = all_rows!(self, CONDEMN, (Uuid,), [At(at)], padded(&ids), id => [*id])?;
        Ok(failed.into_iter().map(|(id,)| CorrespondenceId(id)).collect())
    }

    /// The recipient fetched files of a letter that is there. False when it went meanwhile.
    pub async fn record_download(&mut self, id: CorrespondenceId, text: &str, at: Timestamp) -> Result<bool, StorageError> {
        Ok(exec!(self, RECORD_DOWNLOAD, [id.0, At(at), text])? == 1)
    }

    /// Locks the letters that may still be published or failed, and tells which of them are ready.
    async fn lock_undecided(&mut self, ids: Vec<Uuid>) -> Result<HashMap<Uuid, bool>, StorageError> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(all_rows!(self, LOCK_UNDECIDED, (Uuid, bool), [], padded(&ids), id => [*id])?.into_iter().collect())
    }
}
