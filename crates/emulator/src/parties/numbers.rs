//! Organisation and person numbers: their check digits, and how to complete a number without them.

const ORGANISATION_WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];
const FIRST_WEIGHTS: [u32; 9] = [3, 7, 6, 1, 8, 9, 4, 5, 2];
const SECOND_WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

/// Nine digits, the last of which checks the others.
pub(crate) fn is_organisation(number: &str) -> bool {
    is_digits(number, 9) && complete_organisation(&number[..8]).as_deref() == Some(number)
}

/// Eleven digits, the last two of which check the others; real and synthetic dates alike.
pub(crate) fn is_person(number: &str) -> bool {
    is_digits(number, 11) && complete_person(&number[..9]).as_deref() == Some(number)
}

/// The organisation number that begins with these eight digits; one in eleven has none.
pub(crate) fn complete_organisation(eight: &str) -> Option<String> {
    Some(format!("{eight}{}", control_digit(eight, &ORGANISATION_WEIGHTS)?))
}

/// The person number that begins with these nine digits, if there is one.
pub(crate) fn complete_person(nine: &str) -> Option<String> {
    let ten = format!("{nine}{}", control_digit(nine, &FIRST_WEIGHTS)?);
    let last = control_digit(&ten, &SECOND_WEIGHTS)?;
    Some(format!("{ten}{last}"))
}

/// A person with a synthetic date of birth (month + 80), the same one for the same seed.
pub(crate) fn invented_person(seed: u64) -> String {
    let (day, month, year) = (seed % 28 + 1, seed / 28 % 12 + 81, seed / 336 % 40 + 50);
    let first = seed / 13_440;
    // Of a hundred numbers on one day some eighty have control digits.
    (0..100)
        .find_map(|step| complete_person(&format!("{day:02}{month:02}{year:02}{:03}", 900 + (first + step) % 100)))
        .unwrap_or_else(|| "01819090285".to_owned())
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| b.is_ascii_digit())
}

fn control_digit(digits: &str, weights: &[u32]) -> Option<u32> {
    let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_decide_what_exists() {
        for good in ["991825827", "313999017", "310000140", "984661185"] {
            assert!(is_organisation(good), "{good}");
        }
        for bad in ["991825828", "99182582", "9918258270", "99182582a", ""] {
            assert!(!is_organisation(bad), "{bad}");
        }
        assert!(is_person("01898790041"));
        assert!(!is_person("01898790042"));
    }

    #[test]
    fn invented_persons_exist_and_repeat() {
        for seed in (0..50_000).step_by(977) {
            let number = invented_person(seed);
            assert!(is_person(&number), "{number}");
            assert_eq!(number, invented_person(seed));
        }
    }
}
