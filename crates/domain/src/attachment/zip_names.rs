//! Names in and of the zip of all files of a letter (lifecycle §11.5).
//!
//! A recipient unpacks it anywhere, so no two names may be one on a system that does not tell capitals from small letters.

use std::collections::HashSet;

use super::file_name::is_device;
use crate::identifiers::AttachmentId;

/// Longest name of an entry in UTF-8 bytes, which is what file systems count.
const LONGEST_ENTRY: usize = 255;
/// Longest name of the zip itself, without its type.
const LONGEST_ZIP: usize = 100;
/// What a zip is called that its letter's title gives no name.
const UNTITLED: &str = "correspondence-attachments";

/// The names of the entries, one for each file, in their order. A file without a name gets its id.
#[must_use]
pub fn entry_names(files: &[(AttachmentId, &str)]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::with_capacity(files.len());
    for (attachment, name) in files {
        let own = if name.trim().is_empty() { attachment.to_string() } else { (*name).to_owned() };
        let mut entry = with_number("", &own);
        let mut number = 0_u32;
        while !taken.insert(folded(&entry)) {
            number += 1;
            entry = with_number(&format!("({number})"), &own);
        }
        names.push(entry);
    }
    names
}

/// `name` with `number` before its type, the stem cut so that it fits (O48: between characters, by their real length).
fn with_number(number: &str, name: &str) -> String {
    let (stem, extension) = name.rfind('.').map_or((name, ""), |dot| name.split_at(dot));
    let extension = cut(extension, LONGEST_ENTRY - number.len());
    let stem = cut(stem, LONGEST_ENTRY - number.len() - extension.len());
    format!("{stem}{number}{extension}")
}

fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Names are equal when their capitals are, one UTF-16 unit for one: so nothing that would change its length is changed, and no other
/// letter becomes one of ASCII (ı, ſ).
fn folded(name: &str) -> String {
    name.chars()
        .map(|character| {
            let mut capitals = character.to_uppercase();
            match (capitals.next(), capitals.next()) {
                (Some(capital), None) if character.is_ascii() || (!capital.is_ascii() && character.len_utf16() == 1) => capital,
                _ => character,
            }
        })
        .collect()
}

/// What the zip is called when it is downloaded, from the letter's title.
#[must_use]
pub fn zip_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.trim().chars() {
        match lower(character) {
            ' ' | '-' if name.is_empty() || name.ends_with('-') => {}
            ' ' => name.push('-'),
            kept @ ('a'..='z' | '0'..='9' | '-') => name.push(kept),
            _ => {}
        }
    }
    name.truncate(LONGEST_ZIP);
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        format!("{UNTITLED}.zip")
    } else if is_device(name) {
        format!("{UNTITLED}-{name}.zip")
    } else {
        format!("{name}.zip")
    }
}

fn lower(character: char) -> char {
    let mut small = character.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn names(files: &[&str]) -> Vec<String> {
        let files: Vec<_> = files.iter().map(|name| (AttachmentId(Uuid::nil()), *name)).collect();
        entry_names(&files)
    }

    #[test]
    fn equal_names_are_numbered_before_their_type() {
        assert_eq!(names(&["a.pdf", "A.PDF", "a(1).pdf", "b.pdf", "a.pdf"]), ["a.pdf", "A(1).PDF", "a(1)(1).pdf", "b.pdf", "a(2).pdf"]);
        assert_eq!(names(&[".pdf", ".PDF", "a.b.pdf", "a.b.pdf"]), [".pdf", "(1).PDF", "a.b.pdf", "a.b(1).pdf"]);
        assert_eq!(names(&["uten", "UTEN"]), ["uten", "UTEN(1)"]);
    }

    #[test]
    fn letters_are_equal_one_for_one() {
        for (one, other, equal) in [
            ("Ø.pdf", "ø.pdf", true),
            ("Ж.pdf", "ж.pdf", true),
            ("é.pdf", "e\u{301}.pdf", false),
            ("ß.pdf", "SS.pdf", false),
            ("İ.pdf", "i.pdf", false),
            ("ı.pdf", "I.pdf", false),
            ("ſ.pdf", "S.pdf", false),
            ("\u{10428}.pdf", "\u{10400}.pdf", false),
        ] {
            assert_eq!(names(&[one, other])[1] != other, equal, "{one} {other}");
        }
    }

    #[test]
    fn a_file_without_a_name_is_called_by_its_id() {
        assert_eq!(names(&["", "  "]), ["00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000(1)"]);
    }

    #[test]
    fn long_names_keep_their_type_and_their_characters() {
        let long = format!("{}.docx", "😀".repeat(70));
        let both = names(&[&long, &long]);
        assert_eq!(both[0], format!("{}.docx", "😀".repeat(62)));
        assert_eq!(both[1], format!("{}(1).docx", "😀".repeat(61)));
        let fitting = format!("{}.pdf", "x".repeat(251));
        assert_eq!(names(&[&fitting, &fitting]), [fitting.clone(), format!("{}(1).pdf", "x".repeat(248))]);
    }

    #[test]
    fn the_zip_is_called_by_the_title() {
        for (title, expected) in [
            ("Vedtak om skatt 2025", "vedtak-om-skatt-2025.zip"),
            ("  --Å  svare -- nå!  ", "svare-n.zip"),
            ("a\tb", "ab.zip"),
            ("æøå", "correspondence-attachments.zip"),
            ("", "correspondence-attachments.zip"),
            ("CON", "correspondence-attachments-con.zip"),
            ("Lpt 1", "lpt-1.zip"),
            ("LPT1", "correspondence-attachments-lpt1.zip"),
            ("İ", "correspondence-attachments.zip"),
            ("../../etc/passwd", "etcpasswd.zip"),
        ] {
            assert_eq!(zip_name(title), expected, "{title}");
        }
        assert_eq!(zip_name(&format!("{} {}", "x".repeat(99), "y".repeat(9))), format!("{}.zip", "x".repeat(99)));
        assert_eq!(zip_name(&"x".repeat(101)), format!("{}.zip", "x".repeat(100)));
    }

    proptest! {
        #[test]
        fn names_fit_and_differ(files in prop::collection::vec("[aAøØ😀.]{0,90}", 0..8)) {
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            let names = names(&files);
            prop_assert!(names.iter().all(|name| !name.is_empty() && name.len() <= 255));
            prop_assert_eq!(names.iter().map(|name| folded(name)).collect::<HashSet<_>>().len(), files.len());
        }
    }
}
