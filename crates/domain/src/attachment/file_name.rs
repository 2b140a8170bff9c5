//! Names of files (lifecycle §5.1). They are stored as they are sent, so what some system could not store is refused.

use crate::error::{ErrorNumber, Refusal};
use crate::text::utf16_length;

/// Longest name in UTF-16 units.
const LONGEST: usize = 255;

/// Types of files that may be sent (lifecycle §16).
const ALLOWED_TYPES: [&str; 20] = [
    "doc", "xls", "docx", "xlsx", "ppt", "pps", "zip", "pdf", "html", "txt", "xml", "jpg", "jpeg", "gif", "bmp", "png", "json", "csv",
    "dcm", "dicom",
];

/// Names that Windows keeps for devices, whatever follows their first dot. COM and LPT stand with a digit from 1 to 9.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Checks a name.
///
/// # Errors
/// 2010, 2011, 2013, 2012, 2021, in this order.
pub fn check_file_name(name: &str) -> Result<(), Refusal> {
    let first_broken = [
        (name.trim().is_empty(), ErrorNumber::FileNameMissing),
        (utf16_length(name) > LONGEST, ErrorNumber::FileNameTooLong),
        (!has_allowed_type(name), ErrorNumber::FileTypeNotAllowed),
        (name.chars().any(is_forbidden), ErrorNumber::FileNameCharacters),
        (is_device(name), ErrorNumber::FileNameReserved),
    ]
    .into_iter()
    .find_map(|(broken, error)| broken.then_some(error));
    first_broken.map_or(Ok(()), |error| Err(error.into()))
}

fn has_allowed_type(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
    extension.is_some_and(|extension| ALLOWED_TYPES.contains(&extension.as_str()))
}

fn is_forbidden(character: char) -> bool {
    matches!(character, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' | '\0'..='\u{1f}')
}

pub(super) fn is_device(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).to_ascii_uppercase();
    let numbered = base.strip_prefix("COM").or_else(|| base.strip_prefix("LPT"));
    DEVICES.contains(&base.as_str()) || numbered.is_some_and(|rest| matches!(rest.as_bytes(), [b'1'..=b'9']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(name: &str) -> Option<u16> {
        check_file_name(name).err().map(|refusal| refusal.error.number())
    }

    #[test]
    fn the_error_names_every_type_that_is_allowed() {
        let refusal = check_file_name("a.exe").unwrap_err();
        assert!(refusal.text.contains(&ALLOWED_TYPES.join(", ")), "{}", refusal.text);
    }

    #[test]
    fn the_first_broken_rule_decides() {
        for (name, expected) in [
            ("", 2010),
            ("\u{2003} ", 2010),
            ("noextension", 2013),
            ("a.exe", 2013),
            ("a.pdf.exe", 2013),
            ("a.pdf.", 2013),
            ("a.pdf ", 2013),
            ("a.pdf/b", 2013),
            ("a?.exe", 2013),
            ("a?.pdf", 2012),
            ("a\u{7}.pdf", 2012),
            ("a\0.pdf", 2012),
            ("a\\b.pdf", 2012),
            ("CON?.pdf", 2012),
            ("CON.pdf", 2021),
            ("com1.txt", 2021),
            ("LPT9.x.pdf", 2021),
            ("nul.json", 2021),
        ] {
            assert_eq!(number(name), Some(expected), "{name:?}");
        }
        assert_eq!(number(&format!("{}.exe", "x".repeat(252))), Some(2011));
    }

    #[test]
    fn ordinary_names_pass() {
        for name in
            ["rapport.pdf", "A.PDF", ".pdf", " a.pdf", "my_CON_file.txt", "CONSOLE.pdf", "COM0.pdf", "møte referat (1).docx", "a\u{85}.pdf"]
        {
            assert_eq!(number(name), None, "{name:?}");
        }
        assert_eq!(number(&format!("{}.pdf", "x".repeat(251))), None);
    }
}
