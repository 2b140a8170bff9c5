//! Reads JSON one typed value at a time and knows where it is, so that an error names the member that failed as it was sent (http-api §3.3).
//!
//! Strict about the grammar (no comments, no trailing commas), bounded in depth, and it never panics on any input.

use super::scalar::{self, escape};

/// Deepest nesting of objects and lists (http-api §2.5).
const DEEPEST: usize = 32;

/// Why a text could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// Path of the failing member as sent, for example `$.correspondence.isConfirmationNeeded`.
    pub(crate) path: String,
    /// For the caller.
    pub(crate) message: String,
}

/// The value, or why there is none.
pub(crate) type Read<T> = Result<T, Unreadable>;

enum Step {
    Member(String),
    Element(usize),
}

/// A position in a JSON text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    path: Vec<Step>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// At the beginning of `text`.
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, path: Vec::new(), depth: 0 }
    }

    /// Demands that nothing but blanks follows.
    pub(crate) fn end(&mut self) -> Read<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.failure("nothing may follow the JSON document")) }
    }

    /// An error about the value at hand.
    pub(crate) fn failure(&self, message: impl Into<String>) -> Unreadable {
        let mut path = String::from("$");
        for step in &self.path {
            match step {
                Step::Member(name) if name.contains(|c: char| ".' /\"[]()\\".contains(c) || c.is_control()) => {
                    path.push_str("['");
                    path.push_str(name);
                    path.push_str("']");
                }
                Step::Member(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Element(number) => {
                    path.push('[');
                    path.push_str(&number.to_string());
                    path.push(']');
                }
            }
        }
        Unreadable { path, message: message.into() }
    }

    /// The byte that begins the next value, blanks passed over.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        if there {
            self.at += 1;
        }
        there
    }

    fn demand(&mut self, byte: u8) -> Read<()> {
        if self.takes(byte) { Ok(()) } else { Err(self.failure(format!("'{}' is expected", char::from(byte)))) }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.peek();
        let there = self.text[self.at..].starts_with(word);
        if there {
            self.at += word.len();
        }
        there
    }

    /// Whether the next value is null, which is then passed over.
    pub(crate) fn takes_null(&mut self) -> bool {
        self.takes_word("null")
    }

    /// An object. `member` is given each name in lower case and must read or skip the value; of equal names the last one wins, because
    /// it is read last. Each of `required` must be there, whatever its value.
    pub(crate) fn object(&mut self, required: &[&str], mut member: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        let mut missing: Vec<&str> = required.to_vec();
        self.entries(|reader, name| {
            missing.retain(|wanted| !wanted.eq_ignore_ascii_case(name));
            member(reader, &name.to_ascii_lowercase())
        })?;
        if missing.is_empty() { Ok(()) } else { Err(self.failure(format!("required members are missing: {}", missing.join(", ")))) }
    }

    /// An object whose names mean something by themselves.
    pub(crate) fn entries(&mut self, mut entry: impl FnMut(&mut Self, &str) -> Read<()>) -> Read<()> {
        if self.peek() != Some(b'{') {
            return Err(self.failure("an object is expected"));
        }
        self.nested(b'{', b'}', |reader, _| {
            if reader.peek() != Some(b'"') {
                return Err(reader.failure("a member name in double quotes is expected"));
            }
            let name = reader.raw_text()?;
            reader.demand(b':')?;
            reader.path.push(Step::Member(name.clone()));
            entry(reader, &name)?;
            reader.path.pop();
            Ok(())
        })
    }

    /// A list.
    pub(crate) fn list(&mut self, mut element: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        if self.peek() != Some(b'[') {
            return Err(self.failure("a list is expected"));
        }
        self.nested(b'[', b']', |reader, number| {
            reader.path.push(Step::Element(number));
            element(reader)?;
            reader.path.pop();
            Ok(())
        })
    }

    fn nested(&mut self, open: u8, close: u8, mut item: impl FnMut(&mut Self, usize) -> Read<()>) -> Read<()> {
        self.demand(open)?;
        if self.depth == DEEPEST {
            return Err(self.failure(format!("objects and lists are nested more than {DEEPEST} deep")));
        }
        self.depth += 1;
        let mut number = 0;
        if !self.takes(close) {
            loop {
                item(self, number)?;
                number += 1;
                if self.takes(close) {
                    break;
                }
                self.demand(b',')?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// A string.
    pub(crate) fn text(&mut self) -> Read<String> {
        if self.peek() == Some(b'"') { self.raw_text() } else { Err(self.failure("a string is expected")) }
    }

    fn raw_text(&mut self) -> Read<String> {
        self.demand(b'"')?;
        let mut value = String::new();
        let bytes = self.text.as_bytes();
        loop {
            let from = self.at;
            while bytes.get(self.at).is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            value.push_str(&self.text[from..self.at]);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => match escape(&self.text[self.at + 1..]) {
                    Some((character, length)) => {
                        value.push(character);
                        self.at += 1 + length;
                    }
                    None => return Err(self.failure("a string holds an escape sequence that JSON does not know")),
                },
                Some(_) => return Err(self.failure("a string holds a control character that is not escaped")),
                None => return Err(self.failure("a string does not end")),
            }
        }
    }

    fn number(&mut self) -> Read<&'a str> {
        self.peek();
        match scalar::number(&self.text[self.at..]) {
            Some(digits) => {
                self.at += digits.len();
                Ok(digits)
            }
            None => Err(self.failure("a JSON value is expected")),
        }
    }

    /// `true` or `false`; nothing else stands for them.
    pub(crate) fn boolean(&mut self) -> Read<bool> {
        if self.takes_word("true") {
            Ok(true)
        } else if self.takes_word("false") {
            Ok(false)
        } else {
            Err(self.failure("true or false is expected"))
        }
    }

    /// A number, or a string: numbers may be sent as strings.
    pub(crate) fn text_or_number(&mut self) -> Read<String> {
        match self.peek() {
            Some(b'"') => self.raw_text(),
            Some(b'-' | b'0'..=b'9') => self.number().map(str::to_owned),
            _ => Err(self.failure("a number or a string is expected")),
        }
    }

    /// Passes over a value of any type that must still be JSON.
    pub(crate) fn skip(&mut self) -> Read<()> {
        match self.peek() {
            Some(b'{') => self.entries(|reader, _| reader.skip()),
            Some(b'[') => self.list(Self::skip),
            Some(b'"') => self.raw_text().map(drop),
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') if self.takes_null() => Ok(()),
            _ => self.number().map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skipped(text: &str) -> Read<()> {
        let mut reader = Reader::new(text);
        reader.skip()?;
        reader.end()
    }

    #[test]
    fn the_grammar_is_that_of_json() {
        for good in ["{}", " [ ] ", "null", "-0.5e+10", r#"{"a":[1,"\u00e5\n",true,{"b":null}]}"#, "\"\\ud83d\\ude00\"", "0"] {
            assert_eq!(skipped(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[1 2]",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "nul",
            "nulll",
            "truee",
            "[] []",
            "\"a\nb\"",
            "\"\\x\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"",
            "// c\n1",
            "[1 /* c */]",
            "NaN",
            "\u{feff}",
        ] {
            assert!(skipped(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nesting_is_bounded() {
        assert_eq!(skipped(&format!("{}{}", "[".repeat(32), "]".repeat(32))), Ok(()));
        assert!(skipped(&format!("{}{}", "[".repeat(33), "]".repeat(33))).is_err());
        assert!(skipped(&"{\"a\":".repeat(1_000_000)).is_err());
    }

    #[test]
    fn an_error_names_the_member_as_sent() {
        let path = |text: &str| skipped(text).unwrap_err().path;
        assert_eq!(path("{\"Abc\":{\"d\":[1,x]}}"), "$.Abc.d[1]");
        assert_eq!(path("{\"a.b\":x}"), "$['a.b']");
        assert_eq!(path("x"), "$");
    }
}
