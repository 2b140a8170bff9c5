//! How long a failed job waits for its next attempt, on the program's clock, and when it has no more (design §5).

use correspondence_domain::randomness::Randomness;
use jiff::SignedDuration;

/// Attempts that a job has. The twenty pauses between them double from 2 s up to 12 h, less up to a quarter each: 2.9 days on
/// average, from 2.4 to 3.3 in all.
pub const MOST_ATTEMPTS: u32 = 21;

/// After so many failures a job is kept as dead although what must follow from that keeps failing, or keeps killing its process.
pub(crate) const MOST_FAILURES: u32 = 2 * MOST_ATTEMPTS;

const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// The pause after the failure with this number, which counts from 1. Its random part keeps jobs that failed together from coming back
/// together.
pub(crate) fn pause(failures: u32, randomness: &dyn Randomness) -> SignedDuration {
    let doubled = SignedDuration::from_secs(1 << failures.min(20));
    let longest = doubled.min(LONGEST);
    let part = i64::from(u32::from_be_bytes(leading(randomness.bytes())));
    let quarter = longest.as_micros() / 4;
    let shortened = quarter * i128::from(part) / i128::from(u32::MAX);
    longest - SignedDuration::from_micros(i64::try_from(shortened).unwrap_or(0))
}

/// The pause after an attempt whose lease ran out: the first loss has none, since the end of the lease was a pause already. Later ones
/// do, so that a job that kills its process draws apart from those that were taken together with it.
pub(crate) fn pause_after_loss(failures: u32, randomness: &dyn Randomness) -> SignedDuration {
    if failures <= 1 { SignedDuration::ZERO } else { pause(failures - 1, randomness) }
}

fn leading(bytes: [u8; 16]) -> [u8; 4] {
    [bytes[0], bytes[1], bytes[2], bytes[3]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(u8);

    impl Randomness for Fixed {
        fn bytes(&self) -> [u8; 16] {
            [self.0; 16]
        }
    }

    #[test]
    fn pauses_begin_at_a_second_or_more_double_and_end_at_twelve_hours() {
        assert_eq!(pause(1, &Fixed(0)), SignedDuration::from_secs(2));
        assert_eq!(pause(1, &Fixed(255)), SignedDuration::from_millis(1500));
        assert_eq!(pause(2, &Fixed(0)), SignedDuration::from_secs(4));
        assert_eq!(pause(15, &Fixed(0)), SignedDuration::from_secs(32_768));
        for failures in [16, 17, 40, u32::MAX] {
            assert_eq!(pause(failures, &Fixed(0)), SignedDuration::from_hours(12), "{failures}");
            assert_eq!(pause(failures, &Fixed(255)), SignedDuration::from_hours(9), "{failures}");
        }
    }

    #[test]
    fn all_pauses_take_about_three_days() {
        let days = |randomness: &dyn Randomness| {
            (1..MOST_ATTEMPTS).map(|failures| pause(failures, randomness)).sum::<SignedDuration>().as_secs_f64() / 86_400.0
        };
        let (shortest, average, longest) = (days(&Fixed(255)), days(&Fixed(128)), days(&Fixed(0)));
        assert!((2.4..2.5).contains(&shortest), "{shortest}");
        assert!((2.8..2.9).contains(&average), "{average}");
        assert!((3.2..3.3).contains(&longest), "{longest}");
    }

    #[test]
    fn the_first_lost_lease_costs_no_pause() {
        assert_eq!(pause_after_loss(1, &Fixed(0)), SignedDuration::ZERO);
        assert_eq!(pause_after_loss(2, &Fixed(0)), SignedDuration::from_secs(2));
    }
}
