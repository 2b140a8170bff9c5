//! Durations as ISO 8601 writes them; a day is 24 hours.

use jiff::{SignedDuration, Span, SpanRelativeTo};

/// The duration that `text` names, for example `P7DT1H`; none when it has months or years, whose length varies.
pub(super) fn parse(text: &str) -> Option<SignedDuration> {
    let span: Span = text.trim().starts_with(['P', 'p', '-', '+']).then(|| text.trim().parse().ok())??;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_smaller_units_are_understood() {
        for (text, seconds) in [("P7DT1H", 608_400), ("P0DT0H0M30S", 30), ("PT10S", 10), ("P1W", 604_800), ("-PT5S", -5)] {
            assert_eq!(parse(text).map(|duration| duration.as_secs()), Some(seconds), "{text}");
        }
        assert_eq!(parse("PT0.25S"), Some(SignedDuration::from_millis(250)));
        for bad in ["", "10", "7 days", "P1M", "P1Y", "P", "PT"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
