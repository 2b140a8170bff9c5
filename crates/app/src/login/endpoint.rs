//! Addresses that a login leads back to: path and query of a request, changed (auth §3.5).

use url::{Url, form_urlencoded};

/// The mark of a request that logs in for the second time, and its only one.
const RETRY: &str = "oidcRetry=1";

/// The query parameter of a ticket.
const TICKET: &str = "session";

/// The endpoint with the mark of a second login; none when it has the mark, since there is no third.
pub(super) fn again(endpoint: &str) -> Option<String> {
    if endpoint.to_ascii_lowercase().contains(&RETRY.to_ascii_lowercase()) {
        return None;
    }
    let separator = if endpoint.contains('?') { '&' } else { '?' };
    Some(format!("{endpoint}{separator}{RETRY}"))
}

/// The whole address with a ticket in the place of an older one. Other parameters stay, encoded anew; the port is written out.
pub(super) fn with_ticket(base: &str, endpoint: &str, ticket: &str) -> String {
    let (path, query) = endpoint.split_once('?').unwrap_or((endpoint, ""));
    let is_ticket = |name: &str| name.eq_ignore_ascii_case(TICKET);
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !is_ticket(name));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair(TICKET, ticket).finish();
    format!("{}{path}?{query}", with_port(base))
}

/// The base address with its port, as the existing service writes it.
fn with_port(base: &str) -> String {
    let Ok(url) = Url::parse(base) else { return base.to_owned() };
    match (url.port(), url.port_or_known_default(), url.host_str()) {
        (None, Some(port), Some(host)) => {
            let path = url.path().trim_end_matches('/');
            format!("{}://{host}:{port}{path}", url.scheme())
        }
        _ => base.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_begun_twice_at_most() {
        assert_eq!(again("/a/b").as_deref(), Some("/a/b?oidcRetry=1"));
        assert_eq!(again("/a/b?c=d").as_deref(), Some("/a/b?c=d&oidcRetry=1"));
        assert_eq!(again("/a/b?OIDCRETRY=1&c=d"), None);
    }

    #[test]
    fn a_ticket_takes_the_place_of_an_older_one() {
        for (base, endpoint, address) in [
            ("https://a.no", "/b/c", "https://a.no:443/b/c?session=t"),
            ("https://a.no", "/b?session=old&d=%C3%A5%20%26", "https://a.no:443/b?d=%C3%A5+%26&session=t"),
            ("https://a.no", "/b?Session=old", "https://a.no:443/b?session=t"),
            ("http://127.0.0.1:5096", "/b?oidcRetry=1", "http://127.0.0.1:5096/b?oidcRetry=1&session=t"),
            ("http://a.no/base", "/b", "http://a.no:80/base/b?session=t"),
        ] {
            assert_eq!(with_ticket(base, endpoint, "t"), address);
        }
    }
}
