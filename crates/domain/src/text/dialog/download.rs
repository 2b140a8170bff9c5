//! The line of a dialog's history that tells of a download (integrations §10.5).

use super::LONGEST;
use crate::text::{cut_utf16, utf16_length};

/// Beginnings of the line; the name of the file follows. They are equally long, so that the name is cut alike in every language.
const BEGINNINGS: [(&str, &str); 3] =
    [("nb", "Startet nedlastning av vedlegg "), ("nn", "Startet nedlastning av vedlegg "), ("en", "Started downloading attachment ")];

/// Longest name of a file that a line has room for: 224.
const LONGEST_NAME: usize = LONGEST - 31;

/// Stands for what was left out.
const LEFT_OUT: &str = "...";

/// Language codes with the line.
#[must_use]
pub fn download_started(file_name: &str) -> [(&'static str, String); 3] {
    let name = fitting(file_name);
    BEGINNINGS.map(|(language, beginning)| (language, format!("{beginning}{name}")))
}

/// The name as far as there is room for it, with its extension where it has one that leaves room for something of the rest.
fn fitting(name: &str) -> String {
    if utf16_length(name) <= LONGEST_NAME {
        return name.to_owned();
    }
    let room = LONGEST_NAME - LEFT_OUT.len();
    let dot = name.rfind('.').filter(|dot| *dot > 0);
    match dot.map(|dot| name.split_at(dot)) {
        Some((stem, extension)) if extension.len() > 1 && utf16_length(extension) < room => {
            format!("{}{LEFT_OUT}{extension}", cut_utf16(stem, room - utf16_length(extension)))
        }
        _ => format!("{}{LEFT_OUT}", cut_utf16(name, room)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_room_for_every_name() {
        let nb = |name: &str| download_started(name)[0].1.clone();
        assert_eq!(nb("rapport.pdf"), "Startet nedlastning av vedlegg rapport.pdf");
        assert_eq!(download_started("a.pdf")[2], ("en", "Started downloading attachment a.pdf".to_owned()));
        let long = nb(&format!("{}.pdf", "x".repeat(251)));
        assert_eq!(long.len(), 255);
        assert!(long.ends_with("xx....pdf"), "{long}");
        assert!(nb(&"x".repeat(255)).ends_with("xxx..."));
        assert!(nb(&format!("a.{}", "x".repeat(253))).ends_with("xxx..."));
        for name in ["x".repeat(224), "📧".repeat(127), format!("{}.📧", "📧".repeat(125)), format!(".{}", "y".repeat(254))] {
            for (_, line) in download_started(&name) {
                assert!(utf16_length(&line) <= LONGEST, "{line}");
            }
        }
    }
}
