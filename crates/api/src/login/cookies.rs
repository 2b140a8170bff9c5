//! What a browser keeps of a login: one cookie for each attempt, so that logins in two windows do not disturb each other. It is sent to
//! the callback alone, also when the provider's page brings the browser there (`SameSite=None`).

use correspondence_app::login::{CALLBACK, STATE_LIFETIME};
use http::{HeaderMap, HeaderValue, header};

/// Beginning of the names of our cookies.
const PREFIX: &str = "correspondence-login-";

const FLAGS: &str = "Secure; HttpOnly; SameSite=None";

/// Has the browser keep what shows that it began the attempt of this state.
pub(super) fn keep(state: &str, proof: &str) -> Option<HeaderValue> {
    let cookie = format!("{}={proof}; Path={CALLBACK}; Max-Age={}; {FLAGS}", name(state), STATE_LIFETIME.as_secs());
    let mut cookie = HeaderValue::from_str(&cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

/// What the browser kept of the attempt of this state.
pub(super) fn kept(headers: &HeaderMap, state: &str) -> Option<String> {
    let wanted = name(state);
    pairs(headers).find(|(name, _)| *name == wanted).map(|(_, proof)| proof.to_owned())
}

/// Has the browser forget the attempt of this state.
pub(super) fn forget(headers: &HeaderMap, state: &str) -> Vec<HeaderValue> {
    let wanted = name(state);
    pairs(headers).filter(|(name, _)| *name == wanted).filter_map(|(name, _)| expired(name, CALLBACK)).collect()
}

/// Has the browser forget every attempt, under either path (auth §3.5 "Restart rule").
pub(super) fn forget_all(headers: &HeaderMap) -> Vec<HeaderValue> {
    let ours = pairs(headers).filter(|(name, _)| name.starts_with(PREFIX));
    ours.flat_map(|(name, _)| ["/", CALLBACK].map(|path| expired(name, path))).flatten().collect()
}

/// The cookie of an attempt is named after the part of its state that is its own.
fn name(state: &str) -> String {
    format!("{PREFIX}{}", state.rsplit('_').next().unwrap_or_default())
}

fn expired(name: &str, path: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{name}=; Path={path}; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; {FLAGS}")).ok()
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = "OpenIdConnectState_0af7651916cd43dd";

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_browser_keeps_an_attempt_for_the_callback_alone() {
        let cookie = keep(STATE, "proof").unwrap();
        assert_eq!(
            cookie.to_str().unwrap(),
            "correspondence-login-0af7651916cd43dd=proof; Path=/correspondence/api/v1/idporten-callback; Max-Age=900; Secure; HttpOnly; \
             SameSite=None"
        );
    }

    #[test]
    fn each_attempt_has_its_own() {
        let kept_of = |lines: &[&'static str]| kept(&headers(lines), STATE);
        assert_eq!(kept_of(&["a=b; correspondence-login-0af7651916cd43dd=proof;c=d"]).as_deref(), Some("proof"));
        assert_eq!(kept_of(&["a=b", "correspondence-login-0af7651916cd43dd=proof"]).as_deref(), Some("proof"));
        assert_eq!(kept_of(&["correspondence-login-other=proof"]), None);
        assert_eq!(kept_of(&[]), None);
    }

    #[test]
    fn a_failed_login_leaves_nothing() {
        let all = forget_all(&headers(&["correspondence-login-1=a; other=b; correspondence-login-2=c"]));
        let names: Vec<(&str, bool)> = all
            .iter()
            .map(|cookie| {
                let cookie = cookie.to_str().unwrap();
                (cookie.split('=').next().unwrap(), cookie.contains("Path=/;"))
            })
            .collect();
        let (one, two) = ("correspondence-login-1", "correspondence-login-2");
        assert_eq!(names, [(one, true), (one, false), (two, true), (two, false)]);
    }
}
