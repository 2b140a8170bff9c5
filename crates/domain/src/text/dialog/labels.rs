//! Fixed words of a dialog in the three languages that it is shown in.

use std::borrow::Cow;

use super::cut;

/// A word in Bokmål, Nynorsk and English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labels {
    nb: &'static str,
    nn: &'static str,
    en: &'static str,
}

/// Button by which the recipient confirms.
pub const CONFIRM: Labels = Labels { nb: "Bekreft", nn: "Stadfest", en: "Confirm" };
/// Button by which the recipient deletes.
pub const DELETE: Labels = Labels { nb: "Slett", nn: "Slett", en: "Delete" };
/// Button of a reply option that the sender gave no text.
pub const GO_TO_SERVICE: Labels = Labels { nb: "Gå til tjenesten", nn: "Gå til tenesta", en: "Go to the service" };
/// Title of a letter whose own has nothing to show, as when it is the name of a party without one.
pub const UNTITLED: Labels = Labels { nb: "Melding", nn: "Melding", en: "Message" };
/// The archive with all attachments.
pub const ALL_ATTACHMENTS: Labels = Labels { nb: "Alle vedlegg", nn: "Alle vedlegg", en: "All attachments" };
/// Who deleted a letter in the history of its dialog, when the sender did (integrations §10.5).
pub const ROLE_SENDER: &str = "avsender";
/// Who deleted a letter in the history of its dialog, when the recipient did.
pub const ROLE_RECIPIENT: &str = "mottaker";

impl Labels {
    /// Language codes with the word in each.
    #[must_use]
    pub const fn by_language(self) -> [(&'static str, &'static str); 3] {
        [("nb", self.nb), ("nn", self.nn), ("en", self.en)]
    }

    /// The word in a letter's language, which is nb, nn or en in any case.
    #[must_use]
    pub fn in_language(self, language: &str) -> &'static str {
        self.by_language().into_iter().find(|(code, _)| code.eq_ignore_ascii_case(language)).map_or(self.nb, |(_, word)| word)
    }
}

/// Language codes with the text of a reply option's button: the sender's own in every language, or a general one.
#[must_use]
pub fn reply_label(text: Option<&str>) -> [(&'static str, Cow<'_, str>); 3] {
    match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => GO_TO_SERVICE.by_language().map(|(language, _)| (language, Cow::Borrowed(cut(text)))),
        None => GO_TO_SERVICE.by_language().map(|(language, word)| (language, Cow::Borrowed(word))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_three_languages() {
        for labels in [CONFIRM, DELETE, GO_TO_SERVICE, UNTITLED, ALL_ATTACHMENTS] {
            assert_eq!(labels.by_language().map(|(language, _)| language), ["nb", "nn", "en"]);
            assert!(labels.by_language().iter().all(|(_, word)| !word.trim().is_empty()));
        }
    }

    #[test]
    fn a_reply_option_without_text_gets_a_general_one() {
        assert!(reply_label(Some("Svar")).iter().all(|(_, text)| text == "Svar"));
        assert_eq!(reply_label(Some(" ")), reply_label(None));
        assert_eq!(reply_label(None)[2].1, "Go to the service");
        assert_eq!(reply_label(Some(&"x".repeat(300)))[0].1.len(), 255);
    }
}
