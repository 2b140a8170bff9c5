//! Parameters that a login puts into queries. Their values are secrets: they must never get into a log, a trace or a problem body.

use percent_encoding::percent_decode_str;

/// The value of this parameter; none when it is absent or empty. Several are joined, as the existing service does, into one that fits
/// nothing.
pub(super) fn parameter(query: Option<&str>, name: &str) -> Option<String> {
    let parameters = query?.split('&').map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")));
    let values: Vec<String> =
        parameters.filter(|(given, _)| decoded(given).eq_ignore_ascii_case(name)).map(|(_, value)| decoded(value)).collect();
    Some(values.join(",")).filter(|value| !value.is_empty())
}

/// The ticket of a request.
pub(crate) fn session(query: Option<&str>) -> Option<String> {
    parameter(query, "session")
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_found_in_a_query() {
        for (query, found) in [
            (None, None),
            (Some(""), None),
            (Some("a=b&session="), None),
            (Some("sessions=1"), None),
            (Some("a=b&session=1-2&c"), Some("1-2")),
            (Some("Session=%31"), Some("1")),
            (Some("session=1&session=2"), Some("1,2")),
        ] {
            assert_eq!(session(query).as_deref(), found, "{query:?}");
        }
    }
}
