//! Kinds of transmissions: what a letter is to the dialog that it is sent into (http-api §8.10).

/// A kind of transmission; numbers are Dialogporten's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the specification's own")]
pub enum TransmissionType {
    #[default]
    Information = 1,
    Acceptance = 2,
    Rejection = 3,
    Request = 4,
    Alert = 5,
    Decision = 6,
    Submission = 7,
    Correction = 8,
}

impl TransmissionType {
    /// Every kind, in the order of the numbers.
    pub const ALL: [Self; 8] = [
        Self::Information,
        Self::Acceptance,
        Self::Rejection,
        Self::Request,
        Self::Alert,
        Self::Decision,
        Self::Submission,
        Self::Correction,
    ];

    /// Reads a name in any case, or a number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let number = text.parse::<u8>().ok();
        Self::ALL.into_iter().find(|kind| number.map_or_else(|| kind.name().eq_ignore_ascii_case(text), |number| kind.number() == number))
    }

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The name in requests.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Information => "Information",
            Self::Acceptance => "Acceptance",
            Self::Rejection => "Rejection",
            Self::Request => "Request",
            Self::Alert => "Alert",
            Self::Decision => "Decision",
            Self::Submission => "Submission",
            Self::Correction => "Correction",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_by_name_and_number() {
        for (number, kind) in (1..).zip(TransmissionType::ALL) {
            assert_eq!(kind.number(), number);
            for text in [kind.name().to_owned(), kind.name().to_uppercase(), number.to_string(), format!(" {number} ")] {
                assert_eq!(TransmissionType::parse(&text), Some(kind), "{text}");
            }
        }
        for unknown in ["", "0", "9", "-1", "1.0", "256", "Informasjon", "Alert,Request"] {
            assert_eq!(TransmissionType::parse(unknown), None, "{unknown}");
        }
    }
}
