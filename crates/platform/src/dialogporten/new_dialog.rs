//! A dialog to be created, member by member as the wire has it (integrations §10.2). What the members say is the caller's matter.

use correspondence_domain::identifiers::DialogId;
use correspondence_domain::time::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// Media type of a reference to Markdown, in the older of the two accepted spellings.
pub const MARKDOWN_REFERENCE: &str = "application/vnd.dialogporten.frontchannelembed+json;type=markdown";

/// The same in the newer spelling, which transmissions use (integrations §10.4).
const EMBEDDED_MARKDOWN: &str = "application/vnd.dialogporten.frontchannelembed-url;type=text/markdown";

const PLAIN_TEXT: &str = "text/plain";

/// A dialog. Members are written in the order and with the nulls of the existing service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members are named and explained by integrations §10.2")]
pub struct NewDialog {
    pub id: DialogId,
    pub service_resource: String,
    pub party: String,
    pub progress: Option<i32>,
    pub process: Option<String>,
    pub extended_status: Option<String>,
    pub external_reference: Option<String>,
    pub visible_from: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Option<Timestamp>,
    pub status: DialogStatus,
    pub system_label: SystemLabel,
    pub content: DialogContent,
    pub search_tags: Vec<SearchTag>,
    pub attachments: Vec<DialogAttachment>,
    /// Always empty: transmissions are added later.
    pub transmissions: [(); 0],
    pub gui_actions: Vec<GuiAction>,
    pub api_actions: Vec<ApiAction>,
    /// Always empty: activities are added later.
    pub activities: [(); 0],
    pub service_owner_context: Option<ServiceOwnerContext>,
}

/// Whether the dialog asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum DialogStatus {
    /// It does not.
    NotApplicable,
    /// The recipient has something to do.
    RequiresAttention,
}

/// Where the recipient keeps a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the remote's own, integrations §10.7")]
pub enum SystemLabel {
    Default,
    Bin,
    Archive,
    MarkedAsUnopened,
    Sent,
}

impl SystemLabel {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "Default",
            Self::Bin => "Bin",
            Self::Archive => "Archive",
            Self::MarkedAsUnopened => "MarkedAsUnopened",
            Self::Sent => "Sent",
        }
    }

    /// Reads a name in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Default, Self::Bin, Self::Archive, Self::MarkedAsUnopened, Self::Sent]
            .into_iter()
            .find(|label| label.name().eq_ignore_ascii_case(name))
    }
}

/// A text in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Localized {
    /// The text.
    pub value: String,
    /// Its language.
    pub language_code: String,
}

impl Localized {
    /// A text in one language.
    pub fn new(value: impl Into<String>, language_code: impl Into<String>) -> Self {
        Self { value: value.into(), language_code: language_code.into() }
    }
}

/// A text in one or more languages, with its media type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentValue {
    /// The text by language.
    pub value: Vec<Localized>,
    /// Its media type.
    pub media_type: &'static str,
}

impl ContentValue {
    /// Plain text in one language.
    pub fn plain(value: impl Into<String>, language_code: impl Into<String>) -> Self {
        Self { value: vec![Localized::new(value, language_code)], media_type: PLAIN_TEXT }
    }

    /// The address of Markdown in one language.
    pub fn markdown_at(address: impl Into<String>, language_code: impl Into<String>) -> Self {
        Self { value: vec![Localized::new(address, language_code)], media_type: MARKDOWN_REFERENCE }
    }

    /// The address of Markdown in one language, as a transmission refers to it.
    pub fn embedded_markdown_at(address: impl Into<String>, language_code: impl Into<String>) -> Self {
        Self { media_type: EMBEDDED_MARKDOWN, ..Self::markdown_at(address, language_code) }
    }
}

/// What the dialog says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members are named and explained by integrations §10.2")]
pub struct DialogContent {
    pub title: ContentValue,
    pub summary: Option<ContentValue>,
    pub sender_name: Option<ContentValue>,
    pub additional_info: Option<ContentValue>,
    pub extended_status: Option<ContentValue>,
    pub main_content_reference: Option<ContentValue>,
}

/// A word by which the dialog is found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SearchTag {
    /// The word, 3 to 63 characters.
    pub value: String,
}

/// A file of the letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "members are named and explained by integrations §10.2")]
pub struct DialogAttachment {
    pub id: Uuid,
    pub display_name: Vec<Localized>,
    pub urls: Vec<DialogAttachmentUrl>,
    pub expires_at: Option<Timestamp>,
}

/// Where a file is fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DialogAttachmentUrl {
    /// The address.
    pub url: String,
    /// Its media type; left out when it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    consumer_type: &'static str,
}

impl DialogAttachmentUrl {
    /// An address that people follow.
    #[must_use]
    pub fn for_people(url: String, media_type: Option<String>) -> Self {
        Self { url, media_type, consumer_type: "Gui" }
    }
}

/// How an action is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the methods of HTTP")]
pub enum HttpMethod {
    Get,
    Post,
    Delete,
}

/// How prominent a button is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the remote's own")]
pub enum Priority {
    Primary,
    Secondary,
    Tertiary,
}

/// What stands on a button, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuiActionTitle {
    value: String,
    media_type: &'static str,
    language_code: String,
}

impl From<Localized> for GuiActionTitle {
    fn from(text: Localized) -> Self {
        Self { value: text.value, media_type: PLAIN_TEXT, language_code: text.language_code }
    }
}

/// A button.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GuiAction {
    action: &'static str,
    /// Where it leads.
    pub url: String,
    authorization_attribute: Option<()>,
    /// Whether it deletes the dialog.
    pub is_delete_dialog_action: bool,
    /// How it is called.
    pub http_method: HttpMethod,
    /// How prominent it is.
    pub priority: Priority,
    /// What stands on it.
    pub title: Vec<GuiActionTitle>,
    prompt: Option<()>,
}

impl GuiAction {
    /// A button that is no delete button.
    #[must_use]
    pub fn new(http_method: HttpMethod, priority: Priority, url: String, title: Vec<Localized>) -> Self {
        let title = title.into_iter().map(GuiActionTitle::from).collect();
        Self {
            action: "read",
            url,
            authorization_attribute: None,
            is_delete_dialog_action: false,
            http_method,
            priority,
            title,
            prompt: None,
        }
    }

    /// The button that deletes the dialog.
    #[must_use]
    pub fn delete(url: String, title: Vec<Localized>) -> Self {
        Self { is_delete_dialog_action: true, ..Self::new(HttpMethod::Delete, Priority::Tertiary, url, title) }
    }
}

/// Something that a program of the recipient may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiAction {
    action: &'static str,
    authorization_attribute: Option<()>,
    endpoints: [ApiEndpoint; 1],
    name: &'static str,
}

impl ApiAction {
    /// `name` is the action's own, `action` the right it needs: `read` or `write`.
    #[must_use]
    pub fn new(name: &'static str, action: &'static str, http_method: HttpMethod, url: String) -> Self {
        Self { action, authorization_attribute: None, endpoints: [ApiEndpoint::new(http_method, url)], name }
    }
}

/// Where an [`ApiAction`] is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiEndpoint {
    version: Option<()>,
    url: String,
    http_method: HttpMethod,
    documentation_url: Option<()>,
    request_schema: Option<()>,
    response_schema: Option<()>,
    deprecated: bool,
    sunset_at: Option<()>,
}

impl ApiEndpoint {
    fn new(http_method: HttpMethod, url: String) -> Self {
        Self {
            version: None,
            url,
            http_method,
            documentation_url: None,
            request_schema: None,
            response_schema: None,
            deprecated: false,
            sunset_at: None,
        }
    }
}

/// What only the service owner sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOwnerContext {
    /// Labels by which the dialog is found again.
    pub service_owner_labels: Vec<ServiceOwnerLabel>,
}

/// A label of the service owner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceOwnerLabel {
    /// The label.
    pub value: String,
}
