//! What an address looks like. Nobody is asked whether it leads anywhere.

/// An absolute, well-formed address that begins with `https://` in any case (http-api §5.7). Letters outside ASCII are accepted, blanks
/// and characters that an address cannot hold are not.
#[must_use]
pub fn is_https_address(text: &str) -> bool {
    const SCHEME: &str = "https://";
    let Some((scheme, rest)) = text.split_at_checked(SCHEME.len()) else { return false };
    if !scheme.eq_ignore_ascii_case(SCHEME) || !has_only_address_characters(rest) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    is_host_and_port(authority.rsplit('@').next().unwrap_or_default())
}

/// A URI with a scheme, as Dialogporten wants the process of a dialog (integrations §20 row 31).
#[must_use]
pub fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let starts_with_letter = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    let named = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'.' | b'-'));
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        let authority = rest.strip_prefix("//").and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
        return has_only_address_characters(rest) && is_host_and_port(authority.rsplit('@').next().unwrap_or_default());
    }
    starts_with_letter && named && !rest.is_empty() && has_only_address_characters(rest)
}

fn has_only_address_characters(text: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
    !text.contains(forbidden) && text.split('%').skip(1).all(starts_with_two_hex_digits)
}

fn starts_with_two_hex_digits(text: &str) -> bool {
    text.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

fn is_host_and_port(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) if address.parse::<std::net::Ipv6Addr>().is_ok() => return is_port(port),
        Some(_) => return false,
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    host.strip_suffix('.').unwrap_or(host).split('.').all(label) && is_port(port)
}

/// Empty, or a colon and a number; the number may be missing.
fn is_port(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(':').is_some_and(|digits| digits.is_empty() || digits.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn absolute_https_addresses_are_accepted() {
        for good in [
            "https://example.no",
            "HTTPS://example.no/a?b=c#d",
            "https://skjema.example.no/svar/417",
            "https://bruker@example.no:8443/",
            "https://[::1]/a",
            "https://192.0.2.1",
            "https://søk.example.no/æøå?q=%C3%B8",
            "https://example.no/a(b)[c]'d",
        ] {
            assert!(is_https_address(good), "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "not a link",
            "/svar",
            "http://example.no",
            "https://",
            "https:///a",
            "https://?a",
            "https:/example.no",
            "https:example.no",
            "https://exam ple.no",
            "https://example.no/a b",
            "https://example.no/<b>",
            "https://example.no\\a",
            "https://example.no/%zz",
            "https://example.no/%",
            "https://a..no",
            "https://example.no:99999",
            "https://[::1",
            " https://example.no",
            "https://example.no\n",
            "javascript:alert(1)",
            "httpſ://example.no",
        ] {
            assert!(!is_https_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_process_is_any_absolute_uri() {
        for good in ["urn:test:process:1", "https://example.no/prosess/1", "http://example.no", "tag:x"] {
            assert!(is_absolute_uri(good), "{good}");
        }
        for bad in ["", "prosess 1", "123", "urn:", ":x", "1a:b", "urn:a b", "https://", "https:x"] {
            assert!(!is_absolute_uri(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            let _ = is_absolute_uri(&text);
            let _ = is_https_address(&format!("https://{text}"));
        }
    }
}
