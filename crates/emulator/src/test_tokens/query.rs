//! The query of a test-token call.

use http::StatusCode;

use crate::parties::{Identity, Party, numbers};
use crate::reply::Refused;
use crate::world::World;

/// Names in lower case with their values; blank values count as absent.
#[derive(Debug)]
pub(super) struct TokenQuery(Vec<(String, String)>);

impl TokenQuery {
    pub(super) fn of(raw: Option<&str>) -> Self {
        let pairs = url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes());
        Self(
            pairs
                .filter(|(_, value)| !value.trim().is_empty())
                .map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned()))
                .collect(),
        )
    }

    /// The first of these names (in lower case) that is given.
    pub(super) fn text(&self, names: &[&str]) -> Option<&str> {
        self.0.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.trim())
    }

    pub(super) fn number(&self, names: &[&str]) -> Result<Option<i64>, Refused> {
        self.text(names).map(|text| text.parse().map_err(|_| bad(&format!("{} must be a number", names[0])))).transpose()
    }

    pub(super) fn uuid(&self, names: &[&str]) -> Result<Option<uuid::Uuid>, Refused> {
        self.text(names).map(|text| text.parse().map_err(|_| bad(&format!("{} must be a uuid", names[0])))).transpose()
    }

    /// Scopes joined by spaces, whatever separates them here.
    pub(super) fn scopes(&self) -> Result<String, Refused> {
        let given =
            self.text(&["scopes", "scope"]).ok_or_else(|| bad("scopes is missing, for example scopes=altinn:correspondence.write"))?;
        Ok(given.split([' ', ',']).filter(|item| !item.is_empty()).collect::<Vec<_>>().join(" "))
    }

    /// Lifetime in seconds.
    pub(super) fn lifetime(&self, default: i64) -> Result<i64, Refused> {
        Ok(self.number(&["ttl"])?.unwrap_or(default))
    }

    /// A valid organisation number.
    pub(super) fn organisation(&self, names: &[&str]) -> Result<Option<&str>, Refused> {
        match self.text(names) {
            Some(number) if !numbers::is_organisation(number) => {
                Err(bad(&format!("{} {number:?} is no organisation number with a valid check digit", names[0])))
            }
            other => Ok(other),
        }
    }

    /// The person or e-mail user of `pid` or `email`.
    pub(super) fn person(&self, world: &World) -> Result<Option<Party>, Refused> {
        let identity = match (self.text(&["pid"]), self.text(&["email"])) {
            (Some(pid), _) => Some(Identity::person(pid).ok_or_else(|| bad("pid is no person number with valid control digits"))?),
            (None, Some(email)) => Some(Identity::email(email).ok_or_else(|| bad("email is no e-mail address"))?),
            (None, None) => None,
        };
        Ok(identity.map(|identity| world.parties.party(&identity)))
    }
}

/// 400 with a text for people.
pub(super) fn bad(why: &str) -> Refused {
    Refused::text(StatusCode::BAD_REQUEST, why)
}
