//! Finds HTML tags in a text, without reading it as a document. It keeps nothing and never looks at a character more than a few times.

/// A tag, comment, declaration or processing instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where the text goes on, in bytes.
    pub(super) end: usize,
    /// Name as it was written; empty for what is no element.
    pub(super) name: &'a str,
    /// It closes its element.
    pub(super) is_closing: bool,
}

impl Tag<'_> {
    /// It is a tag of this element.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its element holds program or style text, nothing to read.
    pub(super) fn holds_code(&self) -> bool {
        self.is("script") || self.is("style")
    }
}

/// The tags of `text` in order. Addresses in angle brackets, as Markdown writes them, are no tags; neither is `<` in `a < b` or `x<y`.
pub(super) fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('<')?;
            // Without a closing bracket no tag can follow either.
            text[start..].find('>')?;
            match tag_at(text, start) {
                Some(tag) => {
                    at = tag.end;
                    return Some(tag);
                }
                None => at = start + 1,
            }
        }
    })
}

fn tag_at(text: &str, start: usize) -> Option<Tag<'_>> {
    let inner = &text[start + 1..];
    let special = |end: usize| Some(Tag { start, end, name: "", is_closing: false });
    if let Some(comment) = inner.strip_prefix("!--") {
        return special(comment.find("-->").map_or(text.len(), |length| start + 4 + length + 3));
    }
    let second = inner.chars().nth(1);
    if inner.starts_with('?') || (inner.starts_with('!') && second.is_some_and(|c| c.is_ascii_alphabetic() || c == '[')) {
        return special(start + 1 + inner.find('>')? + 1);
    }
    let is_closing = inner.starts_with('/');
    let named = &inner[usize::from(is_closing)..];
    if !named.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
    let name = &named[..named.find(|c| !is_name(c)).unwrap_or(named.len())];
    let rest = &named[name.len()..];
    if !rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '/' | '>')) || is_address(named) {
        return None;
    }
    let end = text.len() - rest.len() + end_of_tag(rest)?;
    Some(Tag { start, end, name, is_closing })
}

/// Length of the rest of a tag, its closing bracket included. A bracket inside quotation marks does not close it, unless none other does.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quotation = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quotation, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quotation = Some(byte),
            (Some(mark), byte) if mark == byte => quotation = None,
            _ => {}
        }
    }
    rest.find('>').map(|at| at + 1)
}

/// `scheme:…>` without blanks: an address of Markdown. A scheme has at least two characters.
fn is_address(text: &str) -> bool {
    let Some(inner) = text.find('>').map(|end| &text[..end]) else { return false };
    let Some((scheme, _)) = inner.split_once(':') else { return false };
    let is_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-');
    (2..=32).contains(&scheme.len()) && scheme.bytes().all(is_scheme) && !inner.contains(|c: char| c.is_whitespace() || c == '<')
}

/// The value of an attribute of a tag given as it stands in the text, character references resolved.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag.trim_start_matches('<').trim_end_matches('>');
    rest = &rest[rest.find(|c: char| c.is_whitespace() || c == '/')?..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let length =
            rest.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || matches!(c, '=' | '/')).map_or(rest.len(), |(at, _)| at);
        let (found, after) = rest.split_at(length);
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(after) => attribute_value(after.trim_start()),
            None => ("", after),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(resolve_references(value.trim()));
        }
        rest = after;
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for mark in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(mark) {
            return quoted.split_once(mark).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// `text` with character references such as `&amp;` and `&#229;` resolved; those with an unknown name stay.
pub(super) fn resolve_references(text: &str) -> String {
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name known here has six letters.
        let reference = rest.bytes().take(10).position(|b| b == b';').map(|end| &rest[1..end]);
        if let Some((name, character)) = reference.and_then(|name| Some((name, character(name)?))) {
            resolved.push(character);
            rest = &rest[name.len() + 2..];
        } else {
            resolved.push('&');
            rest = &rest[1..];
        }
    }
    resolved.push_str(rest);
    resolved
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|&c| c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "aelig" => 'æ',
        "AElig" => 'Æ',
        "oslash" => 'ø',
        "Oslash" => 'Ø',
        "aring" => 'å',
        "Aring" => 'Å',
        "auml" => 'ä',
        "Auml" => 'Ä',
        "ouml" => 'ö',
        "Ouml" => 'Ö',
        "uuml" => 'ü',
        "Uuml" => 'Ü',
        "eacute" => 'é',
        "Eacute" => 'É',
        "egrave" => 'è',
        "ndash" => '–',
        "mdash" => '—',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        "sect" => '§',
        "euro" => '€',
        "copy" => '©',
        _ => return None,
    })
}

/// `text` without its tags and without what scripts and style sheets hold; a tag that begins or ends a block leaves a blank.
pub(super) fn without_tags(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    let mut code: Option<&str> = None;
    for tag in tags(text) {
        match code {
            Some(element) if tag.is_closing && tag.is(element) => code = None,
            Some(_) => {}
            None => {
                kept.push_str(&text[at..tag.start]);
                if tag.holds_code() && !tag.is_closing {
                    code = Some(tag.name);
                } else if separates(&tag) {
                    kept.push(' ');
                }
            }
        }
        at = tag.end;
    }
    if code.is_none() {
        kept.push_str(&text[at..]);
    }
    kept
}

/// What a reader sees on both sides of the tag does not stand in one word.
fn separates(tag: &Tag<'_>) -> bool {
    const INLINE: [&str; 24] = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span",
        "strong", "sub", "sup", "u", "var",
    ];
    !tag.name.is_empty() && !INLINE.iter().any(|inline| tag.is(inline))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<&str> {
        tags(text).map(|tag| tag.name).collect()
    }

    #[test]
    fn tags_are_told_from_other_angle_brackets() {
        assert_eq!(names("<b>a</b> <br/> <A HREF='x>y'>z</A>"), ["b", "b", "br", "A", "A"]);
        assert_eq!(names("<!-- <b> --> <!DOCTYPE html> <?xml version='1.0'?>"), ["", "", ""]);
        assert_eq!(names("<o:p></o:p>"), ["o:p", "o:p"]);
        for none in
            ["a < b", "x<y", "1 <2> 3", "<3", "<https://example.no>", "<kari@example.no>", "<mailto:kari@example.no>", "a<b c", "<>", "</>"]
        {
            assert_eq!(names(none), Vec::<&str>::new(), "{none}");
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        assert_eq!(attribute("<a class=x href=\"https://a.no?b=1&amp;c=2\">", "href").as_deref(), Some("https://a.no?b=1&c=2"));
        assert_eq!(attribute("<a HREF = 'x y'>", "href").as_deref(), Some("x y"));
        assert_eq!(attribute("<a href=https://a.no/b>", "href").as_deref(), Some("https://a.no/b"));
        assert_eq!(attribute("<a data-href='x' disabled>", "href"), None);
        assert_eq!(attribute("<a>", "href"), None);
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(resolve_references("&lt;b&gt; &amp;lt; &#229;&#xE5; &nope; & &#0; &oslash"), "<b> &lt; åå &nope; & &#0; &oslash");
    }

    #[test]
    fn text_without_tags_keeps_words_apart_and_drops_code() {
        assert_eq!(without_tags("<p>a</p><p>b<b>c</b></p><script>x < '</b>'</script>d<style>p{}"), " a  bc d");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[<>/!a-c\"'= &#;:é-]{0,60}") {
            let _ = without_tags(&text);
            let _ = resolve_references(&text);
            for tag in tags(&text) {
                prop_assert!(tag.start < tag.end && tag.end <= text.len());
                let _ = attribute(&text[tag.start..tag.end], "a");
            }
        }
    }
}
