//! The summary of a letter as the inbox lists it: one line of plain text.

use pulldown_cmark::{Event, Options, Parser};

use crate::text::markup;

/// What a reader sees of `summary` with its Markdown and HTML rendered, on one line; none when that is nothing (integrations §10.2).
/// Markers of lists vanish. `<`, `>` and `&` come out as themselves (§20 row 32).
#[must_use]
pub fn summary(summary: &str) -> Option<String> {
    let mut seen = String::with_capacity(summary.len());
    // Name of the script or style element that the text is inside.
    let mut in_code = false;
    for event in Parser::new_ext(summary, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(text) | Event::Code(text) if !in_code => seen.push_str(&text),
            Event::Html(html) => seen.push_str(&markup::resolve_references(&markup::without_tags(&html))),
            Event::InlineHtml(html) => match markup::tags(&html).next() {
                Some(tag) if tag.holds_code() => in_code = !tag.is_closing,
                _ => seen.push_str(&markup::without_tags(&html)),
            },
            Event::SoftBreak | Event::HardBreak | Event::Rule => seen.push(' '),
            Event::End(end) if ends_block(end) => seen.push(' '),
            _ => {}
        }
    }
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

fn ends_block(end: pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd::{Emphasis, Image, Link, Strikethrough, Strong};
    !matches!(end, Emphasis | Strong | Strikethrough | Link | Image)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_summary_is_one_line_of_plain_text() {
        for (given, line) in [
            ("Vi har behandlet saken din", "Vi har behandlet saken din"),
            ("<b>fet</b> og # tekst", "fet og # tekst"),
            ("**Viktig**: se _vedtaket_ og `koden`", "Viktig: se vedtaket og koden"),
            ("1. januar", "januar"),
            ("- en\n- to", "en to"),
            ("# Tittel\n\nTekst  med\nmellomrom ", "Tittel Tekst med mellomrom"),
            ("a < b & c > d &lt;e&gt;", "a < b & c > d <e>"),
            ("[lenke](https://example.no) her", "lenke her"),
            ("<p>Bl&aring;b&aelig;r &amp; <i>r&oslash;m</i>me</p>", "Blåbær & rømme"),
            ("x<script>alert(1)</script>y", "xy"),
            ("ev<em>en</em>tuelt", "eventuelt"),
        ] {
            assert_eq!(summary(given).as_deref(), Some(line), "{given}");
        }
    }

    #[test]
    fn a_summary_that_shows_nothing_is_none() {
        for nothing in ["", "  \n", "<br>", "<p></p>", "<!-- x -->", "---"] {
            assert_eq!(summary(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn no_summary_is_too_odd(text in any::<String>()) {
            if let Some(line) = summary(&text) {
                prop_assert!(!line.contains('\n') && line.trim() == line);
            }
        }
    }
}
