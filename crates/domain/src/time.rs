//! Moments, and the clock as a parameter. Nothing here reads the time of the machine.

use std::fmt;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil;
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in UTC with microsecond precision: what both database engines can hold (design §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is no moment in the accepted forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATimestamp;

impl fmt::Display for NotATimestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time such as 2026-03-02T09:15:30+01:00")
    }
}

impl std::error::Error for NotATimestamp {}

/// The moment after the year 9999 in UTC, in microseconds since 1970.
const END_OF_9999: i64 = 253_402_300_800_000_000;

impl Timestamp {
    /// 0001-01-01T00:00:00Z, the earliest moment a client can name.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// 9999-12-31T23:59:59.999999Z less a day of room for offsets, so that it can be written in every zone.
    pub const MAX: Self = Self(253_402_207_199_999_999);

    /// Microseconds since 1970-01-01T00:00:00Z; values outside [`Self::MIN`] to [`Self::MAX`] are moved to the nearer end.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded towards the past.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, as tokens count time.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment moved by `by`, stopping at the ends of the representable range.
    #[must_use]
    pub fn plus(self, by: SignedDuration) -> Self {
        let micros = i64::try_from(by.as_micros()).unwrap_or(if by.is_negative() { i64::MIN } else { i64::MAX });
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// This moment moved back by `by`, stopping at the ends of the representable range.
    #[must_use]
    pub fn minus(self, by: SignedDuration) -> Self {
        self.plus(-by)
    }

    /// Time from `earlier` until this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> SignedDuration {
        SignedDuration::from_micros(self.0 - earlier.0)
    }

    /// Reads an ISO 8601 date, or date and time; without an offset it is UTC (http-api §2.5). Moments between [`Self::MAX`] and the end
    /// of the year 9999 are moved to the former.
    ///
    /// # Errors
    /// [`NotATimestamp`] for any other text and for moments outside the years 1 to 9999.
    pub fn parse(text: &str) -> Result<Self, NotATimestamp> {
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Self::in_range(moment);
        }
        let parts = Pieces::parse(text).map_err(|_| NotATimestamp)?;
        let local = parts.date().to_datetime(parts.time().unwrap_or_default());
        let offset = parts.to_numeric_offset().map_or(0, |offset| i128::from(offset.seconds()) * 1_000_000);
        let micros = local.duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_micros() - offset;
        match i64::try_from(micros) {
            // Clients write "for ever" as the last moment of the year 9999.
            Ok(micros) if (Self::MIN.0..END_OF_9999).contains(&micros) => Ok(Self::from_micros(micros)),
            _ => Err(NotATimestamp),
        }
    }

    fn in_range(moment: jiff::Timestamp) -> Result<Self, NotATimestamp> {
        let micros = moment.as_microsecond();
        if (Self::MIN.0..=Self::MAX.0).contains(&micros) { Ok(Self(micros)) } else { Err(NotATimestamp) }
    }
}

/// Written as the API writes times: `2026-03-02T09:15:30.123456+00:00`, trailing zeros of the fraction cut (http-api §2.5).
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = jiff::Timestamp::from_microsecond(self.0).map_err(|_| fmt::Error)?;
        let local = TimeZone::UTC.to_datetime(moment);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )?;
        let micros = self.0.rem_euclid(1_000_000);
        if micros != 0 {
            let digits = format!("{micros:06}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("+00:00")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The two times the program knows (run-contract §4).
pub trait Clock: Send + Sync + fmt::Debug {
    /// The program's clock: everything that a user or an operator could see as time. Under test it is moved forward.
    fn now(&self) -> Timestamp;
    /// Real time: lifetimes of tokens, leases and heartbeats of jobs. It is never moved.
    fn real_now(&self) -> Timestamp;
}

/// A clock that many parts of the program hold.
pub type SharedClock = Arc<dyn Clock>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_offset_and_without_trailing_zeros() {
        for (given, written) in [
            ("2026-03-02T09:15:30.123456789+01:00", "2026-03-02T08:15:30.123456+00:00"),
            ("2026-03-02T09:15:30.120Z", "2026-03-02T09:15:30.12+00:00"),
            ("2026-03-02T09:15:30", "2026-03-02T09:15:30+00:00"),
            ("2026-03-02", "2026-03-02T00:00:00+00:00"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ] {
            assert_eq!(Timestamp::parse(given).map(|t| t.to_string()), Ok(written.to_owned()), "{given}");
        }
    }

    #[test]
    fn the_end_of_time_can_be_named() {
        for text in ["9999-12-31T23:59:59.9999999+00:00", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999"] {
            assert_eq!(Timestamp::parse(text), Ok(Timestamp::MAX), "{text}");
        }
        assert_eq!(Timestamp::parse("9999-12-31T23:59:59-01:00"), Err(NotATimestamp));
        assert_eq!(Timestamp::parse("0001-01-01T00:00:00+01:00"), Err(NotATimestamp));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "tomorrow", "2026-13-01", "2026-02-30T00:00:00Z", "1772442930", "09:15"] {
            assert_eq!(Timestamp::parse(text), Err(NotATimestamp), "{text:?}");
        }
    }

    #[test]
    fn moving_a_moment_stops_at_the_ends_of_time() {
        assert_eq!(Timestamp::MAX.plus(SignedDuration::from_hours(1)), Timestamp::MAX);
        assert_eq!(Timestamp::MIN.minus(SignedDuration::MAX), Timestamp::MIN);
        assert_eq!(Timestamp::from_micros(5).since(Timestamp::from_micros(8)), SignedDuration::from_micros(-3));
        assert_eq!(Timestamp::from_micros(-1).as_millis(), -1);
    }
}
