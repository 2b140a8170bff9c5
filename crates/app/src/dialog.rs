//! How a letter looks as a dialog in the recipient's inbox (integrations §10.2).
//!
//! What the remote cannot take is cut, dropped or replaced here and for it alone; the letter itself keeps what its sender wrote
//! (decision 4, integrations §20 rows 31 to 33).

use correspondence_domain::attachment::Attached;
use correspondence_domain::correspondence::{Content, Letter, ReferenceType};
use correspondence_domain::identifiers::{CorrespondenceId, dialog_id};
use correspondence_domain::text::dialog as dialog_text;
use correspondence_domain::text::reply_options::MOST_BUTTONS;
use correspondence_domain::time::Timestamp;
use correspondence_platform::dialogporten::{
    ApiAction, ContentValue, DialogContent, DialogStatus, GuiAction, HttpMethod, Localized, NewDialog, Priority, SearchTag,
    ServiceOwnerContext, ServiceOwnerLabel, SystemLabel,
};
use jiff::SignedDuration;

use crate::dialog_files;
use crate::view::fill_in;

/// A publish time nearer than this is as good as now: the dialog is visible at once.
const VISIBLE_AT_ONCE: SignedDuration = SignedDuration::from_mins(1);

/// Where clients reach a letter.
pub(crate) fn letter_url(public_url: &str, id: CorrespondenceId) -> String {
    format!("{public_url}/correspondence/api/v1/correspondence/{id}")
}

/// Where the recipient confirms a letter: the address of the buttons that go away then.
pub(crate) fn confirm_url(public_url: &str, id: CorrespondenceId) -> String {
    format!("{}/confirm", letter_url(public_url, id))
}

/// What a letter shows in the inbox, as far as the remote has room for it: the same in a dialog and as a transmission.
pub(crate) struct InboxTexts {
    pub(crate) title: String,
    /// None when it shows nothing.
    pub(crate) summary: Option<String>,
    /// The name that the sender goes by, when it is not that of its organisation.
    pub(crate) sender: Option<String>,
    /// The sender's reference.
    pub(crate) reference: String,
}

impl InboxTexts {
    pub(crate) fn of(letter: &Letter, content: &Content) -> Self {
        let shown = fill_in(letter, content);
        let cut = |text: &str| dialog_text::cut(text).to_owned();
        Self {
            title: dialog_text::title(&shown.title, &content.language).to_owned(),
            summary: dialog_text::summary(&shown.summary).map(|summary| cut(&summary)),
            sender: content.message_sender.as_deref().filter(|name| !name.trim().is_empty()).map(cut),
            reference: cut(&content.senders_reference),
        }
    }
}

/// The dialog of a letter that is not published yet. `offers_archive`: all files may be fetched at once.
pub(crate) fn new_dialog(
    public_url: &str,
    letter: &Letter,
    content: &Content,
    attached: &[Attached],
    offers_archive: bool,
    now: Timestamp,
) -> NewDialog {
    let url = letter_url(public_url, letter.id);
    let texts = InboxTexts::of(letter, content);
    let archive = dialog_files::archive(&url, letter, attached).filter(|_| offers_archive);
    let needs_confirmation = letter.is_confirmation_needed && letter.state.confirmed_at.is_none();
    NewDialog {
        id: dialog_id(letter.id, letter.created_at),
        service_resource: letter.resource.urn(),
        party: letter.recipient.to_string(),
        progress: None,
        process: process(content),
        extended_status: None,
        external_reference: Some(texts.reference.clone()),
        visible_from: Some(letter.requested_publish_at).filter(|at| *at >= now.plus(VISIBLE_AT_ONCE)),
        due_at: letter.due_at,
        expires_at: None,
        created_at: letter.created_at.min(letter.requested_publish_at),
        updated_at: None,
        status: if needs_confirmation { DialogStatus::RequiresAttention } else { DialogStatus::NotApplicable },
        system_label: SystemLabel::Default,
        content: dialog_content(texts, &content.language, &url),
        search_tags: search_tags(content),
        attachments: archive.into_iter().chain(dialog_files::files(&url, letter, &content.language, attached, now)).collect(),
        transmissions: [],
        gui_actions: gui_actions(letter, content, &url),
        api_actions: api_actions(letter, attached, &url),
        activities: [],
        service_owner_context: Some(ServiceOwnerContext {
            service_owner_labels: vec![ServiceOwnerLabel { value: format!("urn:altinn:correspondence-id:{}", letter.id) }],
        }),
    }
}

fn dialog_content(texts: InboxTexts, language: &str, url: &str) -> DialogContent {
    let plain = |text: String| ContentValue::plain(text, language);
    DialogContent {
        title: plain(texts.title),
        summary: texts.summary.map(plain),
        sender_name: texts.sender.map(plain),
        additional_info: None,
        extended_status: None,
        main_content_reference: Some(ContentValue::markdown_at(format!("{url}/content"), language)),
    }
}

fn process(content: &Content) -> Option<String> {
    let process = content.external_references.iter().find(|reference| reference.kind == ReferenceType::DialogportenProcessId)?;
    dialog_text::process(&process.value).map(str::to_owned)
}

fn search_tags(content: &Content) -> Vec<SearchTag> {
    dialog_text::search_tags(content.property_list.values().map(String::as_str)).into_iter().map(|value| SearchTag { value }).collect()
}

fn api_actions(letter: &Letter, attached: &[Attached], url: &str) -> Vec<ApiAction> {
    let mut actions = vec![
        ApiAction::new("getCorrespondence", "read", HttpMethod::Get, url.to_owned()),
        ApiAction::new("purgeCorrespondence", "write", HttpMethod::Delete, format!("{url}/purge")),
    ];
    if letter.is_confirmation_needed {
        actions.push(ApiAction::new("confirmCorrespondence", "write", HttpMethod::Post, format!("{url}/confirm")));
    }
    actions.extend(dialog_files::api_actions(url, attached));
    actions
}

/// Buttons for people. More reply options than there is room for stand in the letter's body instead (lifecycle §7).
fn gui_actions(letter: &Letter, content: &Content, url: &str) -> Vec<GuiAction> {
    let mut actions = Vec::new();
    if content.reply_options.len() <= MOST_BUTTONS {
        actions.extend(content.reply_options.iter().map(|option| {
            let title = localized(dialog_text::reply_label(option.text.as_deref()));
            GuiAction::new(HttpMethod::Get, Priority::Tertiary, option.link.clone(), title)
        }));
    }
    if letter.is_confirmation_needed && letter.state.confirmed_at.is_none() {
        let title = localized(dialog_text::CONFIRM.by_language());
        actions.push(GuiAction::new(HttpMethod::Post, Priority::Primary, format!("{url}/confirm"), title));
    }
    actions.push(GuiAction::delete(format!("{url}/purge"), localized(dialog_text::DELETE.by_language())));
    actions
}

fn localized<T: Into<String>>(texts: [(&'static str, T); 3]) -> Vec<Localized> {
    texts.into_iter().map(|(language, text)| Localized::new(text, language)).collect()
}
