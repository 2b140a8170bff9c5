//! Rules about texts: lengths as clients count them, plain text, names, and what becomes of a text on its way to a reader.
//!
//! Texts come from outside: nothing here may panic on any of them, or take time that grows faster than they do by much.

pub mod body;
pub mod dialog;
pub mod links;
mod markup;
pub mod placeholder;
mod plain_text;
pub mod reply_options;
mod title_case;

pub use plain_text::is_plain_text;
pub use title_case::title_case;

/// Length in UTF-16 code units, which is how every limit of the API is counted (http-api §2.5).
#[must_use]
pub fn utf16_length(text: &str) -> usize {
    // Each scalar value outside the basic plane is a pair; bytes 0xF0 and above begin exactly those.
    text.chars().map(char::len_utf16).sum()
}

/// `text` cut to at most `units` UTF-16 code units, between characters (decision 4).
#[must_use]
pub fn cut_utf16(text: &str, units: usize) -> &str {
    let mut left = units;
    for (at, character) in text.char_indices() {
        let length = character.len_utf16();
        if length > left {
            return &text[..at];
        }
        left -= length;
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_counted_as_clients_count_them() {
        assert_eq!(utf16_length("abc"), 3);
        assert_eq!(utf16_length("æ€"), 2);
        assert_eq!(utf16_length("\u{1F4E7}"), 2);
    }

    #[test]
    fn a_character_is_never_torn() {
        assert_eq!(cut_utf16("a\u{1F4E7}b", 2), "a");
        assert_eq!(cut_utf16("a\u{1F4E7}b", 3), "a\u{1F4E7}");
        assert_eq!(cut_utf16("kort", 255), "kort");
    }

    proptest! {
        #[test]
        fn cuts_keep_to_their_limit_and_take_no_more_than_they_must(text in any::<String>(), units in 0_usize..40) {
            let cut = cut_utf16(&text, units);
            prop_assert!(text.starts_with(cut));
            prop_assert!(utf16_length(cut) <= units);
            if let Some(next) = text[cut.len()..].chars().next() {
                prop_assert!(utf16_length(cut) + next.len_utf16() > units);
            }
        }
    }
}
