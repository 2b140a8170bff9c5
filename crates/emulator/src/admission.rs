//! What every call must bring before a remote looks at it: key, token, scope, media type, a body that is JSON.

use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::reply::Refused;
use crate::tokens::bearer::{Bearer, Issuer};
use crate::world::World;

/// The media type of ordinary bodies.
pub(crate) const JSON: &[&str] = &["application/json"];

impl World {
    /// The caller, when the token holds and has one of the scopes (none asked for: any token will do).
    pub(crate) fn admit(&self, headers: &HeaderMap, issuer: Issuer, any_of: &[&str]) -> Result<Arc<Bearer>, Refused> {
        let token = bearer_text(headers).ok_or_else(Refused::no_token)?;
        let bearer = self
            .bearers
            .verify(token, issuer, &self.keys, &self.addresses(), self.clock.real_seconds())
            .map_err(|bad| Refused::invalid_token(bad.reason()))?;
        if any_of.is_empty() || any_of.iter().any(|scope| bearer.has_scope(scope)) {
            Ok(bearer)
        } else {
            Err(Refused::forbidden(&format!("The token lacks a scope: {}.", any_of.join(" or "))))
        }
    }

    /// The gateway's own check, which comes before the token's.
    pub(crate) fn check_subscription_key(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let given = headers.get("Ocp-Apim-Subscription-Key").and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
        let problem = match &self.subscription_key {
            _ if given.is_empty() => "The subscription key is missing.",
            Some(key) if key != given => "The subscription key is wrong.",
            _ => return Ok(()),
        };
        Err(Refused::json(StatusCode::UNAUTHORIZED, &json!({"statusCode": 401, "message": problem})))
    }
}

/// The token of a single `Authorization: Bearer …` header.
fn bearer_text(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() {
        return None;
    }
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// Refuses bodies of other media types with 415.
pub(crate) fn check_media_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Refused> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim();
    if accepted.iter().any(|name| name.eq_ignore_ascii_case(media_type)) {
        Ok(())
    } else {
        let detail = format!("The body must be {}, not {media_type:?}.", accepted.join(" or "));
        Err(Refused::problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type", &detail))
    }
}

/// A body of one of the media types, read as JSON.
pub(crate) fn json_body(headers: &HeaderMap, body: &[u8], accepted: &[&str]) -> Result<Value, Refused> {
    check_media_type(headers, accepted)?;
    serde_json::from_slice(body).map_err(|error| Refused::invalid("$", &format!("The body is not JSON: {error}.")))
}
