//! Which texts are plain: titles, names of senders and the like, which readers show without any formatting.

use super::markup;

/// Plain is everything but HTML tags and lines that start with a Markdown heading (http-api §6.14, decision 10). Back-ticks and backslashes
/// are passed over first, so they hide nothing.
#[must_use]
pub fn is_plain_text(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !matches!(c, '`' | '\\')).collect();
    markup::tags(&bare).next().is_none() && !bare.split(['\n', '\r']).any(is_heading)
}

/// One to six number signs that start a line, followed by a blank or nothing.
fn is_heading(line: &str) -> bool {
    let line = line.trim_start();
    let text = line.trim_start_matches('#');
    (1..=6).contains(&(line.len() - text.len())) && (text.is_empty() || text.starts_with(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_texts_are_plain() {
        for plain in [
            "",
            "  ",
            "Vedtak i sak 417",
            "Sak #404: *viktig* _melding_ `kode` - 1.234 kr\\",
            "123. møte",
            "a   b  c ",
            "a < b og c > d",
            "x<y",
            "<3",
            "#404",
            "####### sju",
            "se [lenke](https://example.no) og <https://example.no>",
            "Kari <kari@example.no>",
            "$x$ & AS",
            "- punkt\n- punkt",
            "C# er et språk",
        ] {
            assert!(is_plain_text(plain), "{plain:?}");
        }
    }

    #[test]
    fn tags_and_headings_are_not() {
        for formatted in [
            "Vedtak <b>nå</b>",
            "<h1>Vedtak</h1>",
            "<i>Fjord</i> kommune",
            "a<br/>b",
            "a<br>",
            "<img src=x onerror=alert(1)>",
            "<!-- skjult -->",
            "\\<b>x\\</b>",
            "<`b>x",
            "# Vedtak",
            "###### Vedtak",
            "\\# Vedtak",
            "  ## Vedtak",
            "#",
            "Vedtak\n# Mer",
            "Vedtak\r# Mer",
            "#\tVedtak",
        ] {
            assert!(!is_plain_text(formatted), "{formatted:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            let _ = is_plain_text(&text);
        }

        #[test]
        fn words_are_plain(text in "[a-zæøå0-9 .,:;!?()&*_-]{0,80}") {
            prop_assert!(is_plain_text(&text));
        }

        #[test]
        fn a_tag_anywhere_is_found(before in "[a-z #>]{0,20}", after in "[a-z #>]{0,20}", tag in "</?(b|p|h1|script|a href='x')>") {
            let text = format!("{before}{tag}{after}");
            prop_assert!(!is_plain_text(&text));
        }
    }
}
