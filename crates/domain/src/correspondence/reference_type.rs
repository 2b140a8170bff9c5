//! Kinds of external references: names on the wire, numbers in storage (http-api §8.6).

use super::letter::ReferenceType;

impl ReferenceType {
    /// The kinds that the contract names, by number.
    pub const NAMED: [Self; 7] = [
        Self::Generic,
        Self::AltinnAppInstance,
        Self::AltinnBrokerFileTransfer,
        Self::DialogportenDialogId,
        Self::DialogportenProcessId,
        Self::DialogportenTransmissionId,
        Self::DialogportenTransmissionType,
    ];

    /// The kind with this number, [`Self::Unknown`] for one that the contract does not name.
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        usize::try_from(number).ok().and_then(|at| Self::NAMED.get(at).copied()).unwrap_or(Self::Unknown(number))
    }

    /// The number on the wire and in storage.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Generic => 0,
            Self::AltinnAppInstance => 1,
            Self::AltinnBrokerFileTransfer => 2,
            Self::DialogportenDialogId => 3,
            Self::DialogportenProcessId => 4,
            Self::DialogportenTransmissionId => 5,
            Self::DialogportenTransmissionType => 6,
            Self::Unknown(number) => number,
        }
    }

    /// The name on the wire; none for a number that the contract does not name.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Generic => "Generic",
            Self::AltinnAppInstance => "AltinnAppInstance",
            Self::AltinnBrokerFileTransfer => "AltinnBrokerFileTransfer",
            Self::DialogportenDialogId => "DialogportenDialogId",
            Self::DialogportenProcessId => "DialogportenProcessId",
            Self::DialogportenTransmissionId => "DialogportenTransmissionId",
            Self::DialogportenTransmissionType => "DialogportenTransmissionType",
            Self::Unknown(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_kinds_fit_together() {
        for (number, kind) in (0..).zip(ReferenceType::NAMED) {
            assert_eq!((ReferenceType::from_number(number), kind.number()), (kind, number));
            assert!(kind.name().is_some());
        }
        for odd in [-1, 7, i64::MAX] {
            assert_eq!(ReferenceType::from_number(odd), ReferenceType::Unknown(odd));
            assert_eq!(ReferenceType::from_number(odd).number(), odd);
        }
    }
}
