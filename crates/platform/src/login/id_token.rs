//! What an id token must say besides being its issuer's and current: that it is for us, for this login, and about somebody.

use serde_json::{Map, Value};

use super::LoginFailure;

/// Whom the id token is about.
pub(super) fn subject<'a>(claims: &'a Map<String, Value>, client_id: &str, nonce: &str) -> Result<&'a str, LoginFailure> {
    let is_ours = match claims.get("aud") {
        Some(Value::String(audience)) => audience == client_id,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience == client_id),
        _ => false,
    };
    if !is_ours {
        return Err(LoginFailure::OtherClient);
    }
    let text = |name| claims.get(name).and_then(Value::as_str);
    if text("nonce") != Some(nonce) {
        return Err(LoginFailure::OtherLogin);
    }
    text("sub").filter(|subject| !subject.is_empty()).ok_or(LoginFailure::Nobody)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_id_token_is_for_this_client_and_this_login() {
        let good = json!({"aud": "us", "nonce": "n", "sub": "s"});
        let with = |name: &str, value: Value| {
            let mut claims = good.as_object().unwrap().clone();
            claims.insert(name.to_owned(), value);
            subject(&claims, "us", "n").map(str::to_owned)
        };
        assert_eq!(with("aud", json!("us")), Ok("s".to_owned()));
        assert_eq!(with("aud", json!(["them", "us"])), Ok("s".to_owned()));
        for (name, value, failure) in [
            ("aud", json!("them"), LoginFailure::OtherClient),
            ("aud", json!(["them"]), LoginFailure::OtherClient),
            ("aud", Value::Null, LoginFailure::OtherClient),
            ("nonce", json!("m"), LoginFailure::OtherLogin),
            ("nonce", Value::Null, LoginFailure::OtherLogin),
            ("sub", json!(""), LoginFailure::Nobody),
            ("sub", Value::Null, LoginFailure::Nobody),
        ] {
            assert_eq!(with(name, value.clone()), Err(failure), "{name} {value}");
        }
    }
}
