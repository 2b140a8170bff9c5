//! 401 and 403 (auth §6). Bodies are empty, but for the token that should have been exchanged first (§6.1).

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use correspondence_app::TokenRefusal;
use correspondence_domain::claims::Claims;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

use super::Policy;

const WITHOUT_TOKEN: HeaderValue = HeaderValue::from_static("Bearer");
const NO_JWT: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");
const INVALID: HeaderValue =
    HeaderValue::from_static("Bearer error=\"invalid_token\", error_description=\"The token is not accepted here\"");

/// Why a request does not get past its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    /// Nobody is known.
    Unauthenticated(TokenRefusal),
    /// Somebody is known, who may not.
    Forbidden,
}

/// The `Authorization` header of a request. Several are joined into one that is no token (auth §3.1).
pub(super) fn authorization(headers: &HeaderMap) -> String {
    let lines: Vec<_> = headers.get_all(header::AUTHORIZATION).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    lines.join(",")
}

/// The token of a request: the text after `Bearer`.
pub(super) fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_at_checked(7)?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer ") && !token.is_empty()).then_some(token)
}

/// What a policy says to the outcome of validating the token.
pub(super) fn decide(policy: Policy, validated: Result<Claims, TokenRefusal>) -> Result<Claims, Denied> {
    match validated {
        Ok(claims) if policy.admits(&claims) => Ok(claims),
        Ok(_) => Err(Denied::Forbidden),
        Err(refusal) => Err(Denied::Unauthenticated(refusal)),
    }
}

/// The answer to a request that does not get past its policy.
pub(super) fn refused(policy: Policy, denied: Denied) -> Response {
    let challenge = match denied {
        Denied::Forbidden => return StatusCode::FORBIDDEN.into_response(),
        Denied::Unauthenticated(TokenRefusal::MaskinportenTokenNeedsExchange) => return exchange_first(),
        Denied::Unauthenticated(TokenRefusal::NoToken) => WITHOUT_TOKEN,
        Denied::Unauthenticated(TokenRefusal::NotAJwt) => NO_JWT,
        Denied::Unauthenticated(TokenRefusal::Invalid) => INVALID,
    };
    let mut response = StatusCode::UNAUTHORIZED.into_response();
    for _ in 0..policy.challenges() {
        response.headers_mut().append(header::WWW_AUTHENTICATE, challenge.clone());
    }
    response
}

/// A Maskinporten token where only an Altinn token works: the one 403 with a body, written once (auth §6.1).
fn exchange_first() -> Response {
    #[derive(Serialize)]
    struct Hint {
        title: &'static str,
        status: u16,
        detail: &'static str,
    }
    let hint = Hint {
        title: "IDX10205: Issuer validation failed",
        status: StatusCode::FORBIDDEN.as_u16(),
        detail: "This is a Maskinporten token. Exchange it for an Altinn token at /authentication/api/v1/exchange/maskinporten first: \
                 https://docs.altinn.studio/api/authentication/",
    };
    let mut response: Response<Body> = (StatusCode::FORBIDDEN, Json(hint)).into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, NO_JWT);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json; charset=utf-8"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (header::AUTHORIZATION, HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn a_token_follows_the_word_bearer() {
        for (lines, token) in [
            (&[] as &[&str], None),
            (&["Bearer abc"], Some("abc")),
            (&["bEARER   abc "], Some("abc")),
            (&["Bearer "], None),
            (&["Bearer"], None),
            (&["Basic abc"], None),
            (&["Bearer a.b.c", "Bearer d.e.f"], Some("a.b.c,Bearer d.e.f")),
        ] {
            let lines: Vec<&'static str> = lines.iter().map(|line| &*Box::leak((*line).to_owned().into_boxed_str())).collect();
            assert_eq!(bearer(&authorization(&headers(&lines))), token, "{lines:?}");
        }
    }

    #[test]
    fn a_challenge_is_given_per_kind_of_token() {
        let challenges = |policy: Policy, refusal| {
            let response = refused(policy, Denied::Unauthenticated(refusal));
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            response.headers().get_all(header::WWW_AUTHENTICATE).iter().map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(challenges(Policy::Sender, TokenRefusal::NoToken), ["Bearer"; 2]);
        assert_eq!(challenges(Policy::SenderOrRecipient, TokenRefusal::NotAJwt), ["Bearer error=\"invalid_token\""; 3]);
        let invalid = challenges(Policy::Maintenance, TokenRefusal::Invalid);
        assert!(invalid.len() == 1 && invalid[0].starts_with("Bearer error=\"invalid_token\", error_description=\""));
        assert_eq!(challenges(Policy::DownloadAttachment, TokenRefusal::NoToken).len(), 1);
    }

    #[test]
    fn a_foreign_maskinporten_token_is_told_to_be_exchanged() {
        let response = refused(Policy::Recipient, Denied::Unauthenticated(TokenRefusal::MaskinportenTokenNeedsExchange));
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer error=\"invalid_token\"");
    }
}
