//! Names of Register, which stand in capitals there, as people write them.

/// Lower case, then a capital at the start of each word (integrations §5). A hyphen, a slash and an opening bracket or quotation mark start
/// a word too, as in `Anne-Marie` and `Fjord A/S`; a full stop, an at sign or an apostrophe does not, so that addresses stay as they are.
#[must_use]
pub fn title_case(name: &str) -> String {
    let mut titled = String::with_capacity(name.len());
    let mut starts_word = true;
    for character in name.to_lowercase().chars() {
        if starts_word {
            titled.extend(character.to_uppercase());
        } else {
            titled.push(character);
        }
        starts_word = character.is_whitespace() || matches!(character, '-' | '–' | '/' | '(' | '"' | '«' | '&' | '+');
    }
    titled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_people_write_them() {
        for (given, titled) in [
            ("NORDMANN KARI ANNE", "Nordmann Kari Anne"),
            ("FJORD OG FJELL 310000079 AS", "Fjord Og Fjell 310000079 As"),
            ("ØYGARD ANNE-MARIE", "Øygard Anne-Marie"),
            ("FJORD A/S", "Fjord A/S"),
            ("kari.nordmann@example.org", "Kari.nordmann@example.org"),
            ("O'HARA", "O'hara"),
            ("  TO  ROM ", "  To  Rom "),
            ("", ""),
        ] {
            assert_eq!(title_case(given), titled);
        }
    }
}
