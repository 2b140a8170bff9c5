//! Parties by number: every number with valid check digits exists in the local Altinn. A test has a program of its own, so the parties
//! of different tests never meet.

/// Number of the organisation that owns the built-in resources: the usual sender.
pub const OWNER: &str = "991825827";

/// The number of the `n`-th organisation.
#[must_use]
pub fn organisation(n: u32) -> String {
    (31_000_000 + 11 * n..).find_map(|eight| with_check_digit(&eight.to_string(), &[3, 2, 7, 6, 5, 4, 3, 2])).unwrap()
}

/// The URN of the `n`-th organisation.
#[must_use]
pub fn organisation_urn(n: u32) -> String {
    format!("urn:altinn:organization:identifier-no:{}", organisation(n))
}

/// The number of the `n`-th person, below 500; born on a synthetic date.
#[must_use]
pub fn person(n: u32) -> String {
    let (day, month, year) = (n % 28 + 1, n / 28 % 12 + 81, 60 + n / 336);
    (900..1000)
        .find_map(|number| {
            let ten = with_check_digit(&format!("{day:02}{month:02}{year:02}{number}"), &[3, 7, 6, 1, 8, 9, 4, 5, 2])?;
            with_check_digit(&ten, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
        })
        .unwrap()
}

/// The URN of the `n`-th person.
#[must_use]
pub fn person_urn(n: u32) -> String {
    format!("urn:altinn:person:identifier-no:{}", person(n))
}

/// `digits` and the digit that checks them; one in eleven has none.
fn with_check_digit(digits: &str, weights: &[u32]) -> Option<String> {
    let sum: u32 = digits.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        11 => Some(format!("{digits}0")),
        10 => None,
        digit => Some(format!("{digits}{digit}")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn numbers_differ_and_have_their_check_digits() {
        let numbers: HashSet<String> = (0..500).flat_map(|n| [organisation(n), person(n)]).collect();
        assert_eq!(numbers.len(), 1000);
        assert!(numbers.iter().all(|number| matches!(number.len(), 9 | 11)));
        assert_eq!(with_check_digit("99182582", &[3, 2, 7, 6, 5, 4, 3, 2]).as_deref(), Some(OWNER));
    }
}
