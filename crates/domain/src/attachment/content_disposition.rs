//! Names of files in the header `Content-Disposition` (http-api §11.1): whatever a name holds, the value is one line of visible ASCII.

use std::fmt::Write;

/// Characters that a name without quotes cannot hold.
const QUOTED: &str = " ()<>@,;:\\\"/[]?={}";

/// A file that the browser may show.
#[must_use]
pub fn inline(file_name: &str) -> String {
    format!("inline; filename*=UTF-8''{}", encoded(file_name))
}

/// A file that the browser saves; the name is there for old clients too.
#[must_use]
pub fn attachment(file_name: &str) -> String {
    format!("attachment; filename={}; filename*=UTF-8''{}", plain(file_name), encoded(file_name))
}

/// A file that the browser saves, whose name needs no form for old clients.
#[must_use]
pub fn archive(file_name: &str) -> String {
    format!("attachment; filename*=UTF-8''{}", encoded(file_name))
}

fn encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Each UTF-16 unit that is no visible ASCII becomes `_`.
fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len() + 2);
    for character in name.chars() {
        match character {
            '"' | '\\' => plain.extend(['\\', character]),
            ' '..='~' => plain.push(character),
            other => plain.extend(std::iter::repeat_n('_', other.len_utf16())),
        }
    }
    if plain.contains(|character| QUOTED.contains(character)) { format!("\"{plain}\"") } else { plain }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_look_as_in_the_contract() {
        assert_eq!(inline("rapport.pdf"), "inline; filename*=UTF-8''rapport.pdf");
        assert_eq!(
            attachment("møte referat.docx"),
            "attachment; filename=\"m_te referat.docx\"; filename*=UTF-8''m%C3%B8te%20referat.docx"
        );
        assert_eq!(attachment("50%'.txt"), "attachment; filename=50%'.txt; filename*=UTF-8''50%25%27.txt");
        assert_eq!(attachment("📧.txt"), "attachment; filename=__.txt; filename*=UTF-8''%F0%9F%93%A7.txt");
        assert_eq!(attachment("a\u{7f}\u{202e}.txt"), "attachment; filename=a__.txt; filename*=UTF-8''a%7F%E2%80%AE.txt");
        assert_eq!(archive("vedtak-i-sak-417.zip"), "attachment; filename*=UTF-8''vedtak-i-sak-417.zip");
    }

    proptest! {
        #[test]
        fn no_name_leaves_its_place(name in any::<String>()) {
            for value in [inline(&name), attachment(&name), archive(&name)] {
                prop_assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{value}");
                let encoded = value.rsplit_once("UTF-8''").unwrap().1;
                let decoded = percent_decoded(encoded);
                prop_assert_eq!(decoded, name.as_bytes());
            }
            // Quotes end where the name ends.
            let value = attachment(&name);
            let plain = value.strip_prefix("attachment; filename=").unwrap().rsplit_once("; filename*=").unwrap().0;
            if let Some(quoted) = plain.strip_prefix('"') {
                let inside = quoted.strip_suffix('"').unwrap().replace("\\\\", "").replace("\\\"", "");
                prop_assert!(!inside.contains('"') && !inside.ends_with('\\'));
            } else {
                prop_assert!(!plain.contains(|character| QUOTED.contains(character)));
            }
        }
    }

    fn percent_decoded(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        bytes
    }
}
