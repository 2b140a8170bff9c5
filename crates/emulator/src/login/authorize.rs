//! `GET authorize`: a browser arrives, somebody says who they are, and the browser goes back with a code.
//!
//! `person` in the query (person number, e-mail address, or an organisation number for its managing director) answers the page's question
//! at once, and so does `cancel`.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::LOCATION;
use url::Url;

use super::codes::Granted;
use super::{CLIENT, page};
use crate::parties::Identity;
use crate::reply::{Answer, Refused};
use crate::world::{SharedWorld, World};

/// The parameters of the query.
pub(super) struct Request(Vec<(String, String)>);

impl Request {
    fn of(raw: Option<&str>) -> Self {
        Self(url::form_urlencoded::parse(raw.unwrap_or_default().as_bytes()).into_owned().collect())
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, value)| given == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// What the page must send again.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(name, _)| name != "person").map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whose request this is, and where its browser goes back to. A mistake is told to whoever looks, and no browser sent anywhere.
    fn checked(&self) -> Result<Url, Refused> {
        let is = |name: &str, wanted: &str| self.text(name) == Some(wanted);
        let has_scope = self.text("scope").is_some_and(|scope| scope.split(' ').any(|item| item == "openid"));
        let redirect_uri = self.text("redirect_uri").and_then(|uri| Url::parse(uri).ok());
        match redirect_uri.filter(|uri| matches!(uri.scheme(), "http" | "https")) {
            _ if !is("client_id", CLIENT) => Err(bad("client_id is not known")),
            None => Err(bad("redirect_uri is missing, or no http address")),
            _ if !is("response_type", "code") => Err(bad("response_type must be code")),
            _ if !has_scope => Err(bad("scope must have openid")),
            _ if !is("code_challenge_method", "S256") => Err(bad("code_challenge_method must be S256")),
            _ if self.text("code_challenge").is_none() => Err(bad("code_challenge is missing")),
            Some(redirect_uri) => Ok(redirect_uri),
        }
    }
}

pub(super) async fn authorize(State(world): State<SharedWorld>, RawQuery(raw): RawQuery) -> Answer {
    let request = Request::of(raw.as_deref());
    let mut back = request.checked()?;
    if request.text("cancel").is_some() {
        back.query_pairs_mut().append_pair("error", "access_denied");
    } else if let Some(person) = request.text("person") {
        let person = named(&world, person).ok_or_else(|| bad("person is no person number, e-mail address or organisation number"))?;
        let code = world.random_id().simple().to_string();
        let granted = Granted {
            person,
            redirect_uri: request.text("redirect_uri").unwrap_or_default().to_owned(),
            code_challenge: request.text("code_challenge").unwrap_or_default().to_owned(),
            nonce: request.text("nonce").map(str::to_owned),
            at: world.clock.real_seconds(),
        };
        world.codes.keep(code.clone(), granted);
        back.query_pairs_mut().append_pair("code", &code);
    } else {
        return Ok(page::page(&world, &request));
    }
    if let Some(state) = request.text("state") {
        back.query_pairs_mut().append_pair("state", state);
    }
    Ok(sent_back(back.as_str()))
}

fn named(world: &World, text: &str) -> Option<Identity> {
    let text = text.trim();
    match Identity::organisation(text) {
        Some(Identity::Organisation(number)) => Identity::person(&world.parties.leader_of(&number)),
        _ => Identity::person(text).or_else(|| Identity::email(text)),
    }
}

fn sent_back(location: &str) -> Response {
    (StatusCode::FOUND, [(LOCATION, location.to_owned())]).into_response()
}

fn bad(why: &str) -> Refused {
    Refused::text(StatusCode::BAD_REQUEST, why)
}
