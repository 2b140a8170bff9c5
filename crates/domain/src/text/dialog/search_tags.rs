//! What a letter can be found by in the inbox: the values of its property list.

use std::collections::HashSet;

use crate::text::{cut_utf16, utf16_length};

const SHORTEST: usize = 3;
const LONGEST: usize = 63;

/// Trimmed, at least three characters, cut to 63, each once whatever its case (integrations §10.2, §20 row 31). Characters that only
/// an upper case has in common, such as `s` and the long `ſ`, are the same to the remote.
#[must_use]
pub fn search_tags<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    values
        .into_iter()
        .map(str::trim)
        .map(|value| cut_utf16(value, LONGEST).trim_end())
        .filter(|tag| utf16_length(tag) >= SHORTEST)
        .filter(|tag| seen.insert(tag.to_uppercase().to_lowercase()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_and_repeated_values_are_left_out() {
        assert_eq!(search_tags(["417", "ab", " Sak ", "SAK", "   ", "sak 2"]), ["417", "Sak", "sak 2"]);
        let long = "x".repeat(70);
        assert_eq!(search_tags([long.as_str(), &long[..63]]), [&long[..63]]);
        assert_eq!(search_tags([format!("a{}b", " ".repeat(70)).as_str(), "was", "waſ"]), ["was"]);
    }

    proptest! {
        #[test]
        fn tags_are_distinct_and_of_accepted_length(values in prop::collection::vec("[ abABæÆ]{0,80}", 0..10)) {
            let tags = search_tags(values.iter().map(String::as_str));
            let distinct: HashSet<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
            prop_assert_eq!(distinct.len(), tags.len());
            prop_assert!(tags.iter().all(|tag| (SHORTEST..=LONGEST).contains(&utf16_length(tag)) && tag.trim() == tag));
        }
    }
}
