//! How long a file is kept (lifecycle §5.1).

use crate::error::{ErrorNumber, Refusal};

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

#[cfg(test)]
mod tests {
    use super::*;

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
