//! GUIDs in paths and queries (http-api §2.5); JSON takes the hyphenated form only.

use uuid::Uuid;

/// A GUID with or without hyphens, or hyphenated in braces or parentheses.
pub(crate) fn guid(text: &str) -> Option<Uuid> {
    let text = text.trim();
    let bare = match (text.as_bytes().first()?, text.as_bytes().last()?) {
        (b'{', b'}') | (b'(', b')') => text.get(1..text.len() - 1).filter(|inner| inner.len() == 36)?,
        _ => text,
    };
    let shaped = match bare.len() {
        32 => bare.bytes().all(|byte| byte.is_ascii_hexdigit()),
        36 => bare.as_bytes()[8] == b'-',
        _ => false,
    };
    if shaped { Uuid::try_parse(bare).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_forms_are_taken() {
        let hyphenated = "7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31";
        let plain = hyphenated.replace('-', "");
        for form in
            [hyphenated.to_owned(), hyphenated.to_uppercase(), plain.clone(), format!("{{{hyphenated}}}"), format!("({hyphenated})")]
        {
            assert_eq!(guid(&form).map(|id| id.to_string()).as_deref(), Some(hyphenated), "{form}");
        }
        for bad in [
            "",
            "abc",
            "{",
            "()",
            &format!("{{{plain}}}"),
            &format!("{{{hyphenated})"),
            "urn:uuid:7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31",
            "åååååååååååååååååå",
        ] {
            assert_eq!(guid(bad), None, "{bad}");
        }
    }
}
