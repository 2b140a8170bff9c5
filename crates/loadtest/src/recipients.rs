//! Organisations that the emulated platform knows: every number with a valid check digit exists there.

/// The place of the one that gets letters with files.
pub(crate) const USUAL: u64 = 0;

const WEIGHTS: [u64; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

/// The organisation with this place among the synthetic ones, as a recipient. Different places give different organisations.
pub(crate) fn organisation(place: u64) -> String {
    // Of eleven heads in a row one has no check digit, so each place has two heads of its own.
    let first = 31_000_000 + (place * 2) % 9_000_000;
    let number = [first, first + 1].into_iter().find_map(|head| Some(format!("{head}{}", check_digit(head)?)));
    format!("urn:altinn:organization:identifier-no:{}", number.unwrap_or_default())
}

fn check_digit(head: u64) -> Option<u64> {
    let digits = (0..8).map(|place| head / 10_u64.pow(7 - place) % 10);
    match 11 - digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum::<u64>() % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_have_check_digits_and_differ() {
        assert_eq!(check_digit(99_182_582), Some(7));
        let all: HashSet<String> = (0..5000).map(organisation).collect();
        assert_eq!(all.len(), 5000);
        assert!(all.iter().all(|urn| urn.len() == "urn:altinn:organization:identifier-no:".len() + 9));
    }
}
