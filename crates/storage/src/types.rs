//! Values as each engine stores them. A difference in representation lives here and nowhere else:
//!
//! | Value | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`At`], a moment | `timestamptz` | `INTEGER`, microseconds since 1970 |
//! | `Uuid` (sqlx's own) | `uuid` | `BLOB`, 16 bytes |
//! | `Json` (sqlx's own) | `jsonb` | `TEXT` |
//! | `bool` | `boolean` | `INTEGER`, 0 or 1 |
//! | `i16`, `i32`, `i64` | `smallint`, `integer`, `bigint` | `INTEGER` |
//!
//! Times are never stored as text: fractions of varying width would put them in the wrong order.

use correspondence_domain::time::Timestamp;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueFormat, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};

/// A moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct At(pub(crate) Timestamp);

/// An end of a range of moments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    /// A moment.
    At(Timestamp),
    /// Before every stored moment.
    Start,
    /// After every stored moment.
    End,
}

impl Bound {
    /// A moment, or no bound at the ends of [`Timestamp`].
    pub(crate) fn of(at: Timestamp) -> Self {
        match at {
            Timestamp::MIN => Self::Start,
            Timestamp::MAX => Self::End,
            at => Self::At(at),
        }
    }
}

/// PostgreSQL's number of the type `timestamptz`.
const TIMESTAMPTZ: Oid = Oid(1184);

/// PostgreSQL counts from 2000-01-01.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

macro_rules! stored_as_a_moment {
    ($type:ty) => {
        impl Type<Postgres> for $type {
            fn type_info() -> PgTypeInfo {
                // By number: a name would have to be looked up on every new connection.
                PgTypeInfo::with_oid(TIMESTAMPTZ)
            }
        }

        impl Type<Sqlite> for $type {
            fn type_info() -> SqliteTypeInfo {
                <i64 as Type<Sqlite>>::type_info()
            }

            fn compatible(stored: &SqliteTypeInfo) -> bool {
                <i64 as Type<Sqlite>>::compatible(stored)
            }
        }
    };
}

stored_as_a_moment!(At);
stored_as_a_moment!(Bound);

impl Encode<'_, Postgres> for At {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Postgres>::encode_by_ref(&(self.0.as_micros() - POSTGRES_EPOCH), buffer)
    }
}

impl Encode<'_, Sqlite> for At {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        Encode::<Sqlite>::encode_by_ref(&self.0.as_micros(), buffer)
    }
}

impl Encode<'_, Postgres> for Bound {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        // The smallest and the largest number are PostgreSQL's -infinity and infinity.
        let micros = match self {
            Self::At(at) => at.as_micros() - POSTGRES_EPOCH,
            Self::Start => i64::MIN,
            Self::End => i64::MAX,
        };
        Encode::<Postgres>::encode_by_ref(&micros, buffer)
    }
}

impl Encode<'_, Sqlite> for Bound {
    fn encode_by_ref(&self, buffer: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let micros = match self {
            Self::At(at) => at.as_micros(),
            Self::Start => i64::MIN,
            Self::End => i64::MAX,
        };
        Encode::<Sqlite>::encode_by_ref(&micros, buffer)
    }
}

impl Decode<'_, Postgres> for At {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        if value.format() == PgValueFormat::Text {
            return Err("a moment came as text".into());
        }
        let micros = i64::from_be_bytes(value.as_bytes()?.try_into()?);
        let micros = micros.checked_add(POSTGRES_EPOCH).ok_or("a moment without end")?;
        Ok(Self(Timestamp::from_micros(micros)))
    }
}

impl Decode<'_, Sqlite> for At {
    fn decode(value: SqliteValueRef<'_>) -> Result<Self, BoxDynError> {
        <i64 as Decode<Sqlite>>::decode(value).map(|micros| Self(Timestamp::from_micros(micros)))
    }
}
