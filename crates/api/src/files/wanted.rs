//! Which part of a file a request asks for. What is not understood is passed over, as HTTP demands, and the whole file sent.

use std::ops::Range;

use correspondence_app::download::File;
use http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use http::{HeaderMap, HeaderName};

use super::entity_tag;

/// What to answer with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// The client has it already.
    Nothing,
    /// Bytes that it does not have.
    Impossible,
}

impl Wanted {
    /// What the headers of a request ask of a file.
    pub(crate) fn by(headers: &HeaderMap, file: &File) -> Self {
        Self::of(headers, &entity_tag(&file.sha256), file.size)
    }

    fn of(headers: &HeaderMap, tag: &str, size: u64) -> Self {
        if has_already(headers, tag) {
            return Self::Nothing;
        }
        // A part of another version would not fit; times are no validators here.
        let fits = texts(headers, &IF_RANGE).all(|known| known.trim() == tag);
        let mut ranges = texts(headers, &RANGE);
        match (ranges.next(), ranges.next()) {
            (Some(range), None) if fits => part(range, size),
            _ => Self::Whole,
        }
    }
}

fn texts<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    // What is no text equals nothing that is known here.
    headers.get_all(name).iter().map(|value| value.to_str().unwrap_or_default())
}

/// Tags are compared weakly here (RFC 9110 §13.1.2).
fn has_already(headers: &HeaderMap, tag: &str) -> bool {
    texts(headers, &IF_NONE_MATCH).any(|line| {
        // A comma may be part of another tag, but nothing between commas that is not this tag looks like it.
        line.trim() == "*" || line.split(',').map(str::trim).any(|known| known.strip_prefix("W/").unwrap_or(known) == tag)
    })
}

/// The whole file for several parts that it has, since they are not worth a form of their own.
fn part(range: &str, size: u64) -> Wanted {
    let Some((unit, set)) = range.split_once('=') else { return Wanted::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    let Some(parts) = set.split(',').map(|part| specified(part.trim(), size)).collect::<Option<Vec<_>>>() else { return Wanted::Whole };
    let mut possible = parts.iter().filter(|part| part.start < part.end);
    match (possible.next(), parts.len()) {
        (None, _) => Wanted::Impossible,
        (Some(part), 1) => Wanted::Part(part.clone()),
        _ => Wanted::Whole,
    }
}

/// `first-last`, `first-` or `-length`, if it is written so; a range without bytes when the file has none there.
fn specified(part: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = part.split_once('-')?;
    match (first, last) {
        ("", length) => Some(size.saturating_sub(number(length)?)..size),
        (first, "") => Some(number(first)?..size),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then(|| first..last.saturating_add(1).min(size))
        }
    }
}

/// Digits; as many as somebody likes to send.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const TAG: &str = "\"abc\"";

    fn wanted(headers: &[(HeaderName, &str)]) -> Wanted {
        Wanted::of(&headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect(), TAG, 100)
    }

    #[test]
    fn ranges_are_read_as_http_writes_them() {
        for (range, expected) in [
            ("bytes=0-9", Wanted::Part(0..10)),
            ("Bytes = 10-19", Wanted::Part(10..20)),
            ("bytes=90-", Wanted::Part(90..100)),
            ("bytes=90-500", Wanted::Part(90..100)),
            ("bytes=0-99999999999999999999999", Wanted::Part(0..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-500", Wanted::Part(0..100)),
            ("bytes=100-", Wanted::Impossible),
            ("bytes=99999999999999999999999-", Wanted::Impossible),
            ("bytes=-0", Wanted::Impossible),
            ("bytes=100-101,200-300", Wanted::Impossible),
            ("bytes=0-1,5-6", Wanted::Whole),
            ("bytes=0-1,500-600", Wanted::Whole),
            ("bytes=9-0", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=0-9", Wanted::Whole),
            ("0-9", Wanted::Whole),
        ] {
            assert_eq!(wanted(&[(RANGE, range)]), expected, "{range}");
        }
        assert_eq!(wanted(&[(RANGE, "bytes=0-1"), (RANGE, "bytes=0-1")]), Wanted::Whole);
        assert_eq!(wanted(&[]), Wanted::Whole);
    }

    #[test]
    fn a_file_that_the_client_has_is_not_sent() {
        for (known, expected) in [
            (TAG, Wanted::Nothing),
            ("W/\"abc\"", Wanted::Nothing),
            ("\"x\", \"abc\"", Wanted::Nothing),
            ("*", Wanted::Nothing),
            ("\"x\"", Wanted::Whole),
            ("\"x,*,y\"", Wanted::Whole),
        ] {
            assert_eq!(wanted(&[(IF_NONE_MATCH, known)]), expected, "{known}");
        }
        assert_eq!(wanted(&[(IF_NONE_MATCH, TAG), (RANGE, "bytes=0-1")]), Wanted::Nothing);
    }

    #[test]
    fn a_part_is_sent_of_the_same_file_only() {
        for (known, expected) in [
            (TAG, Wanted::Part(0..2)),
            ("\"x\"", Wanted::Whole),
            ("W/\"abc\"", Wanted::Whole),
            ("Sat, 29 Oct 1994 19:43:31 GMT", Wanted::Whole),
        ] {
            assert_eq!(wanted(&[(IF_RANGE, known), (RANGE, "bytes=0-1")]), expected, "{known}");
        }
    }

    proptest! {
        #[test]
        fn no_range_leaves_the_file(range in "(bytes=)?[-0-9, a-z]{0,30}", size in 0..1000u64) {
            if let Wanted::Part(part) = part(&range, size) {
                prop_assert!(part.start < part.end && part.end <= size);
            }
        }
    }
}
