//! A dialog as the remote shows it, as far as it is read (integrations §10.6).

use correspondence_domain::identifiers::DialogId;
use correspondence_domain::time::Timestamp;
use serde_json::Value;

use crate::json;

/// A dialog. The party may be a person, so it is never logged whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    /// Its identity.
    pub id: DialogId,
    /// The resource it was created under, as a URN.
    pub service_resource: String,
    /// Whose dialog it is, as a URN in lower case.
    pub party: String,
    /// Its status, by the remote's name.
    pub status: String,
    /// Where the recipient keeps it.
    pub system_label: Option<String>,
    /// When it vanishes.
    pub expires_at: Option<Timestamp>,
    /// When it was moved out of sight.
    pub deleted_at: Option<Timestamp>,
    /// Where its buttons lead, in order.
    pub gui_actions: Vec<String>,
    /// Its actions for programs, in order.
    pub api_actions: Vec<ApiActionOfDialog>,
}

/// An action for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiActionOfDialog {
    /// The right it needs.
    pub action: String,
    /// The addresses of its endpoints.
    pub urls: Vec<String>,
}

impl Dialog {
    /// Reads an answer; none when a member is missing that every dialog has.
    pub(super) fn read(body: &Value) -> Option<Self> {
        let owned = |name| json::text(body, name).map(str::to_owned);
        let moment = |name| json::text(body, name).and_then(|text| Timestamp::parse(text).ok());
        json::member(json::member(json::member(body, "content")?, "title")?, "value")?;
        Some(Self {
            id: json::text(body, "id")?.parse().ok()?,
            service_resource: owned("serviceResource")?,
            party: owned("party")?,
            status: owned("status")?,
            system_label: owned("systemLabel"),
            expires_at: moment("expiresAt"),
            deleted_at: moment("deletedAt"),
            gui_actions: list(body, "guiActions")?
                .iter()
                .map(|action| json::text(action, "url").map(str::to_owned))
                .collect::<Option<_>>()?,
            api_actions: list(body, "apiActions")?.iter().map(api_action).collect::<Option<_>>()?,
        })
    }
}

/// A list that is there; null counts as empty.
fn list<'a>(body: &'a Value, name: &str) -> Option<&'a [Value]> {
    json::has_member(body, name).then(|| json::items(body, name))
}

fn api_action(action: &Value) -> Option<ApiActionOfDialog> {
    let urls =
        json::items(action, "endpoints").iter().map(|endpoint| json::text(endpoint, "url").map(str::to_owned)).collect::<Option<_>>()?;
    Some(ApiActionOfDialog { action: json::text(action, "action")?.to_owned(), urls })
}
