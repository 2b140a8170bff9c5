//! The request's JSON (auth §7.5): every member is written, nulls included.

use correspondence_domain::claims::{Claims, TokenKind};
use serde::Serialize;

use super::Question;
use super::attribute::{Attribute, names};
use super::party::ResourceParty;

const ALTINN: &str = "Altinn";
const DIALOGPORTEN: &str = "Dialogporten";

#[derive(Serialize)]
pub(super) struct Envelope {
    request: Request,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    return_policy_id_list: bool,
    combined_decision: bool,
    x_path_version: Option<()>,
    category: Option<()>,
    resource: [Category; 1],
    action: Vec<Category>,
    access_subject: [Category; 1],
    recipient_subject: Option<()>,
    intermediary_subject: Option<()>,
    requesting_machine: Option<()>,
    multi_requests: Option<()>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Category {
    #[serde(rename = "categoryId")]
    kind: Option<()>,
    id: Option<()>,
    content: Option<()>,
    attribute: Vec<Attribute>,
}

impl Category {
    fn of(attribute: Vec<Attribute>) -> Self {
        Self { kind: None, id: None, content: None, attribute }
    }
}

/// The request; none for a dialog token that names no actions.
pub(super) fn build(caller: &Claims, question: &Question<'_>, party: ResourceParty, subject: Vec<Attribute>) -> Option<Envelope> {
    let is_dialog = caller.kind == TokenKind::Dialogporten;
    let issuer = if is_dialog { DIALOGPORTEN } else { ALTINN };
    let mut resource =
        vec![Attribute::new(names::RESOURCE, question.resource.as_str(), issuer), Attribute::new(party.attribute, party.value, issuer)];
    if let Some(instance) = question.instance {
        resource.push(Attribute::new(names::INSTANCE, format!("urn:altinn:correspondence-id:{}", instance.hyphenated()), issuer));
    }
    let action = if is_dialog {
        // The token's own actions are asked about, all in one category; the question's are not (auth §7.6).
        let actions = caller.first("a")?;
        vec![Category::of(actions.split(';').map(|name| Attribute::new(names::ACTION, name, &caller.issuer)).collect())]
    } else {
        question.actions.iter().map(|action| Category::of(vec![Attribute::new(names::ACTION, action.name(), ALTINN)])).collect()
    };
    Some(Envelope {
        request: Request {
            return_policy_id_list: false,
            combined_decision: false,
            x_path_version: None,
            category: None,
            resource: [Category::of(resource)],
            action,
            access_subject: [Category::of(subject)],
            recipient_subject: None,
            intermediary_subject: None,
            requesting_machine: None,
            multi_requests: None,
        },
    })
}
