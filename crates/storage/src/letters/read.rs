//! Reading letters by their identity.

use correspondence_domain::correspondence::{Content, Letter};
use correspondence_domain::identifiers::CorrespondenceId;
use uuid::Uuid;

use super::row::{LetterAndContentRow, LetterRow, content_columns, letter_columns};
use crate::error::StorageError;
use crate::lists::{ListStatement, Part, padded, sql};
use crate::statement::Statement;
use crate::storage::Storage;

pub(super) const LETTER: Statement =
    Statement::new("letter", concat!("SELECT ", letter_columns!(), " FROM correspondence WHERE correspondence.id = $1"));

pub(super) const LETTER_BY_ALTINN2_ID: Statement = Statement::new(
    "letter by altinn 2 id",
    concat!("SELECT ", letter_columns!(), " FROM correspondence WHERE correspondence.altinn2_id = $1"),
);

pub(super) const LETTER_AND_CONTENT: Statement = Statement::new(
    "letter and content",
    concat!(
        "SELECT ",
        letter_columns!(),
        ", ",
        content_columns!(),
        " FROM correspondence JOIN content ON content.id = correspondence.content_id WHERE correspondence.id = $1"
    ),
);

pub(super) const LETTERS: ListStatement = ListStatement {
    name: "letters",
    arguments: 0,
    columns: &["id"],
    parts: &[sql(concat!("SELECT ", letter_columns!(), " FROM correspondence WHERE correspondence.id IN (")), Part::Each(0), sql(")")],
};

pub(super) const LETTERS_AND_CONTENTS: ListStatement = ListStatement {
    name: "letters and contents",
    arguments: 0,
    columns: &["id"],
    parts: &[
        sql(concat!(
            "SELECT ",
            letter_columns!(),
            ", ",
            content_columns!(),
            " FROM correspondence JOIN content ON content.id = correspondence.content_id WHERE correspondence.id IN ("
        )),
        Part::Each(0),
        sql(")"),
    ],
};

impl Storage {
    /// The letter, if there is one of this identity.
    pub async fn letter(&self, id: CorrespondenceId) -> Result<Option<Letter>, StorageError> {
        opt!(self.read().await?, LETTER, LetterRow, [id.0])?.map(LetterRow::into_letter).transpose()
    }

    /// The letter that had this number in the previous generation.
    pub async fn letter_by_altinn2_id(&self, altinn2_id: i32) -> Result<Option<Letter>, StorageError> {
        opt!(self.read().await?, LETTER_BY_ALTINN2_ID, LetterRow, [altinn2_id])?.map(LetterRow::into_letter).transpose()
    }

    /// The letter and what it says.
    pub async fn letter_and_content(&self, id: CorrespondenceId) -> Result<Option<(Letter, Content)>, StorageError> {
        opt!(self.read().await?, LETTER_AND_CONTENT, LetterAndContentRow, [id.0])?.map(LetterAndContentRow::into_pair).transpose()
    }

    /// Those of the letters that exist, in no particular order, each once, in one answer.
    pub async fn letters(&self, ids: &[CorrespondenceId]) -> Result<Vec<Letter>, StorageError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        all_rows!(self.read().await?, LETTERS, LetterRow, [], padded(&ids), id => [*id])?.into_iter().map(LetterRow::into_letter).collect()
    }

    /// Those of the letters that exist, in no particular order, each once. Meant for batches of jobs: all come in one answer.
    pub async fn letters_and_contents(&self, ids: &[CorrespondenceId]) -> Result<Vec<(Letter, Content)>, StorageError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
        all_rows!(self.read().await?, LETTERS_AND_CONTENTS, LetterAndContentRow, [], padded(&ids), id => [*id])?
            .into_iter()
            .map(LetterAndContentRow::into_pair)
            .collect()
    }
}
