//! How long a file is kept (lifecycle §5.1).

use jiff::SignedDuration;

use crate::error::{ErrorNumber, Refusal};
use crate::time::Timestamp;

/// Shortest lifetime in production, days.
const SHORTEST_IN_PRODUCTION: i32 = 14;
/// Shortest lifetime elsewhere, days.
const SHORTEST_ELSEWHERE: i32 = 1;

/// A lifetime in days, when one is asked for, is not too short.
///
/// # Errors
/// 2017.
pub fn check_expiration(days: Option<i32>, in_production: bool) -> Result<(), Refusal> {
    let shortest = if in_production { SHORTEST_IN_PRODUCTION } else { SHORTEST_ELSEWHERE };
    match days {
        Some(days) if days < shortest => {
            Err(Refusal::saying(ErrorNumber::ExpirationTooShort, format!("expirationInDays must be at least {shortest} when it is given.")))
        }
        _ => Ok(()),
    }
}

/// A shared attachment that goes sooner than this is not worth sending (row 36).
const SOON: SignedDuration = SignedDuration::from_hours(6);

/// When a letter's right to a file ends: that many days after it is visible (lifecycle §4.4). Days that lead beyond what time can express
/// mean the last moment there is (lifecycle O49).
#[must_use]
pub fn expires_at(days: Option<i32>, requested_publish_at: Timestamp, now: Timestamp) -> Option<Timestamp> {
    days.map(|days| requested_publish_at.max(now).plus(SignedDuration::from_hours(i64::from(days) * 24)))
}

/// What the letters that still use an attachment say together of its end (lifecycle §5.6, step 2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expiry {
    /// Letters that are not purged.
    pub living: u64,
    /// Those of them that keep it for as long as they live.
    pub unlimited: u64,
    /// The latest end among the others.
    pub latest: Option<Timestamp>,
}

impl Expiry {
    /// When the attachment ends; never while a living letter keeps it, nor when no living letter uses it.
    #[must_use]
    pub fn effective(&self) -> Option<Timestamp> {
        self.latest.filter(|_| self.living > 0 && self.unlimited == 0)
    }

    /// The attachment ends within six hours (row 36).
    #[must_use]
    pub fn is_soon(&self, now: Timestamp) -> bool {
        self.effective().is_some_and(|at| at <= now.plus(SOON))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_living_letter_decides() {
        let at = Timestamp::from_micros;
        let (none, some) = (Expiry::default(), Expiry { living: 2, unlimited: 0, latest: Some(at(5)) });
        assert_eq!(none.effective(), None);
        assert_eq!(some.effective(), Some(at(5)));
        assert_eq!(Expiry { unlimited: 1, ..some }.effective(), None);
        let six_hours = Expiry { latest: Some(at(0).plus(SOON)), ..some };
        assert!(six_hours.is_soon(at(0)));
        assert!(!six_hours.is_soon(at(-1)));
    }

    #[test]
    fn days_count_from_publication_and_never_overflow() {
        let at = Timestamp::from_micros;
        let day = SignedDuration::from_hours(24);
        assert_eq!(expires_at(None, at(0), at(0)), None);
        assert_eq!(expires_at(Some(1), at(10), at(3)), Some(at(10).plus(day)));
        assert_eq!(expires_at(Some(1), at(3), at(10)), Some(at(10).plus(day)));
        assert!(expires_at(Some(i32::MAX), at(0), at(0)).is_some());
    }

    #[test]
    fn production_keeps_files_longer() {
        for (days, in_production, good) in [
            (None, true, true),
            (Some(13), true, false),
            (Some(14), true, true),
            (Some(1), false, true),
            (Some(0), false, false),
            (Some(-5), false, false),
        ] {
            assert_eq!(check_expiration(days, in_production).is_ok(), good, "{days:?}");
        }
    }
}
