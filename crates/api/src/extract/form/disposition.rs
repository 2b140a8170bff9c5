//! What a part says of itself: its name, and the name of its file (RFC 6266, RFC 7578, and what clients make of them; http-api §10).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

/// A `Content-Disposition` of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Disposition {
    /// The name of the part.
    pub(super) name: String,
    /// The name of the file; none for a text.
    pub(super) file_name: Option<String>,
}

/// Reads the header; none when it is not one of a form. Bytes that are no UTF-8 become U+FFFD.
pub(super) fn disposition(value: &[u8]) -> Option<Disposition> {
    let value = String::from_utf8_lossy(value);
    let (kind, mut rest) = value.split_at(value.find(';').unwrap_or(value.len()));
    if !kind.trim().eq_ignore_ascii_case("form-data") {
        return None;
    }
    let mut found = Disposition::default();
    let (mut plain, mut extended) = (None, None);
    while let Some(((name, value), after)) = parameter(rest) {
        rest = after;
        match name.to_ascii_lowercase().as_str() {
            "name" => found.name = decoded(value),
            "filename" => plain = Some(decoded(value)),
            "filename*" => extended = extended_value(value),
            _ => {}
        }
    }
    found.file_name = extended.or(plain);
    Some(found)
}

/// The parameter that `text` begins with, and what follows it. Of a quoted value the quotation marks are taken away and nothing else: a
/// backslash is a character like any other, though it keeps a mark from ending the value.
fn parameter(text: &str) -> Option<((&str, &str), &str)> {
    let text = text.trim_start_matches([';', ' ', '\t']);
    let (name, rest) = text.split_once('=')?;
    let rest = rest.trim_start_matches([' ', '\t']);
    let (value, after) = if let Some(quoted) = rest.strip_prefix('"') {
        let end = closing_mark(quoted)?;
        (&quoted[..end], &quoted[end + 1..])
    } else {
        let end = rest.find(';').unwrap_or(rest.len());
        (rest[..end].trim_end(), &rest[end..])
    };
    // A parameter without a value may stand before it.
    let name = name.rsplit(';').next().unwrap_or_default();
    Some(((name.trim(), value), after))
}

fn closing_mark(quoted: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            '"' if !is_escaped => return Some(at),
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

/// A value that may be a MIME word (`=?utf-8?B?…?=`), as .NET clients write what is not ASCII.
fn decoded(value: &str) -> String {
    mime_word(value).unwrap_or_else(|| value.to_owned())
}

fn mime_word(value: &str) -> Option<String> {
    let mut fields = value.strip_prefix("=?")?.strip_suffix("?=")?.split('?');
    let (charset, encoding, text) = (fields.next()?, fields.next()?, fields.next()?);
    if !encoding.eq_ignore_ascii_case("b") || fields.next().is_some() {
        return None;
    }
    in_charset(charset, STANDARD.decode(text).ok()?)
}

/// `charset'language'percent-encoded` (RFC 8187).
fn extended_value(value: &str) -> Option<String> {
    let mut fields = value.splitn(3, '\'');
    let (charset, _, text) = (fields.next()?, fields.next()?, fields.next()?);
    in_charset(charset, percent_decode_str(text).collect())
}

fn in_charset(charset: &str, bytes: Vec<u8>) -> Option<String> {
    if charset.eq_ignore_ascii_case("utf-8") {
        String::from_utf8(bytes).ok()
    } else if charset.eq_ignore_ascii_case("iso-8859-1") {
        Some(bytes.into_iter().map(char::from).collect())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn file(header: &str, name: &str, file_name: &str) {
        let expected = Disposition { name: name.to_owned(), file_name: Some(file_name.to_owned()) };
        assert_eq!(disposition(header.as_bytes()), Some(expected), "{header}");
    }

    #[test]
    fn file_names_come_in_many_forms() {
        file(" form-data; name=\"attachments\"; filename=\"a.pdf\"", "attachments", "a.pdf");
        file("FORM-DATA ;Name = attachments ;FileName= a b.pdf ", "attachments", "a b.pdf");
        file("form-data; filename=\"møte; referat.docx\"; name=\"x\"", "x", "møte; referat.docx");
        file("form-data; name=x; filename=\"m_te.pdf\"; filename*=UTF-8''m%C3%B8te.pdf", "x", "møte.pdf");
        file("form-data; name=x; filename*=utf-8'nb'm%C3%B8te.pdf; filename=\"m_te.pdf\"", "x", "møte.pdf");
        file("form-data; name=x; filename*=iso-8859-1''m%F8te.pdf", "x", "møte.pdf");
        file("form-data; name=x; filename=\"a.pdf\"; filename*=koi8-r''x", "x", "a.pdf");
        file("form-data; name=x; filename=\"=?utf-8?B?bcO4dGUucGRm?=\"", "x", "møte.pdf");
        file("form-data; name=x; filename==?UTF-8?b?bcO4dGUucGRm?=", "x", "møte.pdf");
        file("form-data; name=x; filename=\"=?utf-8?B?***?=\"", "x", "=?utf-8?B?***?=");
        file("form-data; name=x; filename=\"C:\\dir\\a.pdf\"", "x", "C:\\dir\\a.pdf");
        file("form-data; name=x; filename=\"a\\\"b.pdf\"", "x", "a\\\"b.pdf");
        file("form-data; name=x; filename=\" a.pdf \"", "x", " a.pdf ");
        file("form-data; name=x; filename=\"\"", "x", "");
    }

    #[test]
    fn what_is_no_file_has_no_file_name() {
        for header in ["form-data; name=\"a\"", "form-data; name=a; size=3", "form-data; name=\"a\"; filename"] {
            assert_eq!(disposition(header.as_bytes()), Some(Disposition { name: "a".to_owned(), file_name: None }), "{header}");
        }
        for header in ["attachment; name=a", "", "form-datax"] {
            assert_eq!(disposition(header.as_bytes()), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..80), text in "form-data; *(filename\\*?|name)=[\"'=?;\\\\%a-zB ø]{0,30}") {
            let _ = (disposition(&bytes), disposition(text.as_bytes()));
        }
    }
}
