//! Rules about texts: lengths as clients count them, plain text, names.

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
