//! The one placeholder of a letter's texts: the recipient's name (lifecycle §4.3).

use std::borrow::Cow;

/// What stands for the name; upper and lower case matter.
const RECIPIENT_NAME: &str = "{{recipientName}}";

/// Whether `text` needs the name.
#[must_use]
pub fn is_used(text: &str) -> bool {
    text.contains(RECIPIENT_NAME)
}

/// `text` with `name` in every place that asks for it. A name that holds the placeholder itself is left as it is.
#[must_use]
pub fn replace<'a>(text: &'a str, name: &str) -> Cow<'a, str> {
    if is_used(text) { Cow::Owned(text.replace(RECIPIENT_NAME, name)) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_is_replaced_and_case_matters() {
        let text = "Hei {{recipientName}}. {{recipientname}} {{recipientName}}";
        assert_eq!(replace(text, "Kari"), "Hei Kari. {{recipientname}} Kari");
        assert_eq!(replace(text, ""), "Hei . {{recipientname}} ");
        assert!(matches!(replace("Hei", "Kari"), Cow::Borrowed("Hei")));
    }
}
