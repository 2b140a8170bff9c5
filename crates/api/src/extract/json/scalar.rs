//! The smallest parts of JSON text, and the lenient readings of values that clients are used to (http-api §2.5).

use correspondence_domain::time::Timestamp;
use uuid::Uuid;

use super::reader::{Read, Reader};

/// The character that an escape sequence stands for, and the length of the sequence after its backslash. Half of a surrogate pair is
/// no character.
pub(super) fn escape(text: &str) -> Option<(char, usize)> {
    Some(match text.as_bytes().first()? {
        b'"' => ('"', 1),
        b'\\' => ('\\', 1),
        b'/' => ('/', 1),
        b'b' => ('\u{8}', 1),
        b'f' => ('\u{c}', 1),
        b'n' => ('\n', 1),
        b'r' => ('\r', 1),
        b't' => ('\t', 1),
        b'u' => return unicode_escape(text),
        _ => return None,
    })
}

fn unicode_escape(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(1)?;
    if let Some(character) = char::from_u32(first.into()) {
        return Some((character, 5));
    }
    let second = (text.get(5..7)? == "\\u").then(|| unit(7))??;
    let character = char::decode_utf16([first, second]).next()?.ok()?;
    Some((character, 11))
}

/// The number that `text` begins with.
pub(super) fn number(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = usize::from(bytes.first() == Some(&b'-'));
    end += match digits(end) {
        0 => return None,
        _ if bytes[end] == b'0' => 1,
        whole => whole,
    };
    if bytes.get(end) == Some(&b'.') {
        let fraction = digits(end + 1);
        if fraction == 0 {
            return None;
        }
        end += 1 + fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent == 0 {
            return None;
        }
        end += 1 + sign + exponent;
    }
    text.get(..end)
}

/// Values that may be null.
impl Reader<'_> {
    /// `None` for null, else what `read` gives.
    pub(crate) fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<Option<T>> {
        if self.takes_null() { Ok(None) } else { read(self).map(Some) }
    }

    /// A string or null.
    pub(crate) fn nullable_text(&mut self) -> Read<Option<String>> {
        self.nullable(Self::text)
    }

    /// A list, or null, which reads as an empty one (decision 2).
    pub(crate) fn nullable_list<T>(&mut self, mut element: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut elements = Vec::new();
        if !self.takes_null() {
            self.list(|reader| {
                elements.push(element(reader)?);
                Ok(())
            })?;
        }
        Ok(elements)
    }

    /// A whole number of 32 bits.
    pub(crate) fn integer(&mut self) -> Read<i32> {
        let text = self.text_or_number()?;
        text.trim().parse().map_err(|_| self.failure("a whole number is expected"))
    }

    /// A GUID, in the hyphenated form only.
    pub(crate) fn guid(&mut self) -> Read<Uuid> {
        let text = self.text()?;
        let hyphenated = text.len() == 36 && text.as_bytes()[8] == b'-';
        Uuid::try_parse(&text).ok().filter(|_| hyphenated).ok_or_else(|| self.failure("a GUID with hyphens is expected"))
    }

    /// A date, or date and time.
    pub(crate) fn timestamp(&mut self) -> Read<Timestamp> {
        let text = self.text()?;
        Timestamp::parse(&text).map_err(|error| self.failure(error.to_string()))
    }

    /// A member of an enumeration by name in any case, by number, or by number in a string; numbers outside it are let through.
    pub(crate) fn enumeration(&mut self, names: &[&str]) -> Read<i32> {
        let text = self.text_or_number()?;
        enumeration(&text, names).ok_or_else(|| self.failure(format!("one of these is expected: {}", names.join(", "))))
    }
}

/// The number of an enumeration's member, given by name in any case or by number. `names` are in the order of their numbers from 0.
pub(crate) fn enumeration(text: &str, names: &[&str]) -> Option<i32> {
    let text = text.trim();
    let by_name = names.iter().position(|name| name.eq_ignore_ascii_case(text)).and_then(|at| i32::try_from(at).ok());
    by_name.or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerations_come_by_name_or_number() {
        let names = ["Recipient", "Sender"];
        for (text, number) in [("sender", Some(1)), (" RECIPIENT ", Some(0)), ("1", Some(1)), ("7", Some(7)), ("-1", Some(-1))] {
            assert_eq!(enumeration(text, &names), number, "{text}");
        }
        for text in ["", "observer", "1.0", "99999999999"] {
            assert_eq!(enumeration(text, &names), None, "{text}");
        }
    }

    #[test]
    fn guids_need_their_hyphens() {
        let read = |text: &str| Reader::new(text).guid().is_ok();
        assert!(read("\"7D0B1C3E-52f4-4a86-9b1d-0e6f2a9c4d31\""));
        for bad in [
            "\"7d0b1c3e52f44a869b1d0e6f2a9c4d31\"",
            "\"{7d0b1c3e-52f4-4a86-9b1d-0e6f2a9c4d31}\"",
            "7",
            "null",
            "\"å234567-52f4-4a86-9b1d-0e6f2a9c4d3\"",
        ] {
            assert!(!read(bad), "{bad}");
        }
    }
}
