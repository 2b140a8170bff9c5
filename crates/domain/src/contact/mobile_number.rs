//! Which texts are telephone numbers that a message can be sent to (http-api §6.11).

/// Longest text that is looked at; no number is that long, even with blanks between all digits.
const LONGEST: usize = 40;

/// Whether `text` is a valid number of some country, led by `+` or `00` and the country's code. Land lines pass too: they cannot be told
/// from mobile numbers everywhere.
#[must_use]
pub fn is_mobile_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+').or_else(|| text.strip_prefix("00")) else { return false };
    // The library reads letters as keys and takes extensions; a message goes to digits alone.
    let is_plain = text.len() <= LONGEST && digits.chars().all(|c| c.is_ascii_digit() || " -().".contains(c));
    is_plain && phonenumber::parse(None, format!("+{digits}")).is_ok_and(|number| phonenumber::is_valid(&number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_need_their_country() {
        for good in ["+4799000123", "004799000123", "+47 99 00 01 23", "+46701234567", "+4520123456", "+4722000000", "+12015550123"] {
            assert!(is_mobile_number(good), "{good}");
        }
        for bad in [
            "",
            "+",
            "00",
            "99000123",
            "4799000123",
            "+4712",
            "+47",
            "+479900012345",
            "+99900000000",
            " +4799000123",
            "tel:+4799000123",
            "+4799000123\n",
            "+47FLOWERS",
            "+4799000123 ext. 5",
            "+4799000123;+4799000124",
            "+٤٧٩٩٠٠٠١٢٣",
        ] {
            assert!(!is_mobile_number(bad), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".*", number in "(\\+|00)[0-9 ().-]{0,45}") {
            let _ = (is_mobile_number(&text), is_mobile_number(&number));
        }
    }
}
