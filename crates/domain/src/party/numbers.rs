//! Norwegian organisation and person numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Nine digits. The check digit is not verified: Register decides whether the organisation exists (http-api §6.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrganisationNumber(String);

/// Eleven digits with valid control digits (http-api §6.3). Never logged.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonNumber(String);

impl OrganisationNumber {
    /// The number, when `text` is nine ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_organisation_number(text).then(|| Self(text.to_owned()))
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganisationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PersonNumber {
    /// The number, when `text` is eleven ASCII digits whose control digits fit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_person_number(text).then(|| Self(text.to_owned()))
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Shows no digits, so that a person number cannot reach a log by accident.
impl fmt::Debug for PersonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonNumber(…)")
    }
}

/// Nine ASCII digits.
#[must_use]
pub fn is_organisation_number(text: &str) -> bool {
    text.len() == 9 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Eleven ASCII digits with both control digits right; the date inside is not checked, synthetic months pass (http-api §6.3).
#[must_use]
pub fn is_person_number(text: &str) -> bool {
    if text.len() != 11 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<u32> = text.bytes().map(|b| u32::from(b - b'0')).collect();
    control_digit(&digits[..9], &[3, 7, 6, 1, 8, 9, 4, 5, 2]) == Some(digits[9])
        && control_digit(&digits[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == Some(digits[10])
}

fn control_digit(digits: &[u32], weights: &[u32]) -> Option<u32> {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
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
    fn control_digits_decide_about_person_numbers() {
        for good in ["15838510075", "01898790041", "10108000398"] {
            assert!(is_person_number(good), "{good}");
        }
        for bad in ["15838510076", "1583851007", "158385100755", "1583851007a", "１５８３８５１００７５", ""] {
            assert!(!is_person_number(bad), "{bad}");
        }
    }

    #[test]
    fn person_numbers_are_not_printed() {
        let number = PersonNumber::parse("15838510075").unwrap();
        assert!(!format!("{number:?}").contains("1583"));
    }
}
