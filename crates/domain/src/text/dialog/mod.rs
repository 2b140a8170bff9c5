//! Texts of a letter as Dialogporten takes them (integrations §10.2, §20 rows 31 and 32): what it would refuse is cut or left out here, so
//! that no letter hangs because of a text that was accepted.

mod download;
mod labels;
mod media_type;
mod search_tags;
mod summary;

pub use download::download_started;
pub use labels::{ALL_ATTACHMENTS, CONFIRM, DELETE, GO_TO_SERVICE, Labels, ROLE_RECIPIENT, ROLE_SENDER, UNTITLED, reply_label};
pub use media_type::media_type;
pub use search_tags::search_tags;
pub use summary::summary;

use super::{cut_utf16, links};

/// Longest text of a dialog in UTF-16 units.
pub const LONGEST: usize = 255;

/// `text` as far as a dialog has room for it (decision 4).
#[must_use]
pub fn cut(text: &str) -> &str {
    cut_utf16(text, LONGEST)
}

/// The title of a letter, which a dialog must have: with the recipient's name filled in there may be nothing left to see.
#[must_use]
pub fn title<'a>(title: &'a str, language: &str) -> &'a str {
    let cut = cut(title);
    if cut.trim().is_empty() { UNTITLED.in_language(language) } else { cut }
}

/// The process that a letter names, when Dialogporten will take it for one: a URI of at most 255 characters.
#[must_use]
pub fn process(value: &str) -> Option<&str> {
    (links::is_absolute_uri(value) && cut(value) == value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_what_a_dialog_holds() {
        assert_eq!(cut(&"x".repeat(300)).len(), 255);
        assert_eq!(cut(&format!("{}\u{1F4E7}", "x".repeat(254))).len(), 254);
    }

    #[test]
    fn a_title_is_never_blank() {
        assert_eq!(title("Til Kari ", "nb"), "Til Kari ");
        for blank in ["", "  ", "\u{a0}", &format!("{}x", " ".repeat(255))] {
            assert_eq!((title(blank, "EN"), title(blank, "nn")), ("Message", "Melding"), "{blank:?}");
        }
    }

    #[test]
    fn a_process_must_be_a_uri() {
        assert_eq!(process("urn:prosess:1"), Some("urn:prosess:1"));
        assert_eq!(process("prosess 1"), None);
        assert_eq!(process(&format!("urn:{}", "x".repeat(255))), None);
    }
}
