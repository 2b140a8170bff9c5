//! Dialogporten: the exact bodies (they are those of the recorded traffic), and what its refusals mean.

use correspondence_domain::identifiers::{ActivityId, DialogId, TransmissionId};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::time::Timestamp;
use correspondence_platform::dialogporten::{
    ActivityType, Actor, ApiAction, ContentValue, DialogAttachment, DialogAttachmentUrl, DialogContent, DialogStatus, GuiAction,
    HttpMethod, Localized, NewActivity, NewDialog, NewTransmission, Priority, SearchTag, ServiceOwnerContext, ServiceOwnerLabel,
    SystemLabel, TransmissionContent,
};
use serde_json::{Value, json};

use crate::support::{World, header, ok, problem, status};

const ID: &str = "019bc0e1-2b19-7864-b52f-78e6f7a61ee9";
const CREATE: &str = "POST /dialogporten/api/v1/serviceowner/dialogs";
const BASE: &str = "https://platform.altinn.example/correspondence/api/v1/correspondence/c1";

fn call(method: &str, rest: &str) -> String {
    format!("{method} /dialogporten/api/v1/serviceowner/dialogs/{ID}{rest}")
}

fn id() -> DialogId {
    ID.parse().unwrap()
}

fn exists() -> wiremock::ResponseTemplate {
    problem(422, &json!({"Dialog": ["An entity 'Dialog' already exists with the following identifier(s): (x)"]}))
}

pub(crate) fn dialog() -> NewDialog {
    let texts = |text: &str| ["nb", "nn", "en"].map(|language| Localized::new(text, language)).to_vec();
    NewDialog {
        id: id(),
        service_resource: "urn:altinn:resource:acc-00001".to_owned(),
        party: "urn:altinn:organization:identifier-no:310000140".to_owned(),
        progress: None,
        process: None,
        extended_status: None,
        external_reference: Some("SAK-00005".to_owned()),
        visible_from: None,
        due_at: None,
        expires_at: None,
        created_at: Timestamp::parse("2026-03-02T09:15:30Z").unwrap(),
        updated_at: None,
        status: DialogStatus::RequiresAttention,
        system_label: SystemLabel::Default,
        content: DialogContent {
            title: ContentValue::plain("Vedtak i sak 417", "nb"),
            summary: None,
            sender_name: Some(ContentValue::plain("Skatteseksjonen", "nb")),
            additional_info: None,
            extended_status: None,
            main_content_reference: Some(ContentValue::markdown_at(format!("{BASE}/content"), "nb")),
        },
        search_tags: vec![SearchTag { value: "2026/417".to_owned() }],
        attachments: vec![DialogAttachment {
            id: ID.parse().unwrap(),
            display_name: vec![Localized::new("Vedtaket", "nb")],
            urls: vec![
                DialogAttachmentUrl::for_people(format!("{BASE}/attachment/a/download"), Some("application/pdf".to_owned())),
                DialogAttachmentUrl::for_people(format!("{BASE}/attachment/b/download"), None),
            ],
            expires_at: None,
        }],
        transmissions: [],
        gui_actions: vec![
            GuiAction::new(HttpMethod::Post, Priority::Primary, format!("{BASE}/confirm"), texts("Bekreft")),
            GuiAction::delete(format!("{BASE}/purge"), texts("Slett")),
        ],
        api_actions: vec![ApiAction::new("getCorrespondence", "read", HttpMethod::Get, BASE.to_owned())],
        activities: [],
        service_owner_context: Some(ServiceOwnerContext {
            service_owner_labels: vec![ServiceOwnerLabel { value: "urn:altinn:correspondence-id:c1".to_owned() }],
        }),
    }
}

fn wire_form() -> Value {
    let title = |text: &str| -> Vec<Value> {
        ["nb", "nn", "en"].iter().map(|language| json!({"value": text, "mediaType": "text/plain", "languageCode": language})).collect()
    };
    json!({
        "id": ID, "serviceResource": "urn:altinn:resource:acc-00001", "party": "urn:altinn:organization:identifier-no:310000140",
        "progress": null, "process": null, "extendedStatus": null, "externalReference": "SAK-00005", "visibleFrom": null,
        "dueAt": null, "expiresAt": null, "createdAt": "2026-03-02T09:15:30+00:00", "updatedAt": null,
        "status": "RequiresAttention", "systemLabel": "Default",
        "content": {
            "title": {"value": [{"value": "Vedtak i sak 417", "languageCode": "nb"}], "mediaType": "text/plain"},
            "summary": null,
            "senderName": {"value": [{"value": "Skatteseksjonen", "languageCode": "nb"}], "mediaType": "text/plain"},
            "additionalInfo": null, "extendedStatus": null,
            "mainContentReference": {"value": [{"value": format!("{BASE}/content"), "languageCode": "nb"}],
                "mediaType": "application/vnd.dialogporten.frontchannelembed+json;type=markdown"}
        },
        "searchTags": [{"value": "2026/417"}],
        "attachments": [{"id": ID, "displayName": [{"value": "Vedtaket", "languageCode": "nb"}], "urls": [
            {"url": format!("{BASE}/attachment/a/download"), "mediaType": "application/pdf", "consumerType": "Gui"},
            {"url": format!("{BASE}/attachment/b/download"), "consumerType": "Gui"}], "expiresAt": null}],
        "transmissions": [],
        "guiActions": [
            {"action": "read", "url": format!("{BASE}/confirm"), "authorizationAttribute": null, "isDeleteDialogAction": false,
                "httpMethod": "POST", "priority": "Primary", "title": title("Bekreft"), "prompt": null},
            {"action": "read", "url": format!("{BASE}/purge"), "authorizationAttribute": null, "isDeleteDialogAction": true,
                "httpMethod": "DELETE", "priority": "Tertiary", "title": title("Slett"), "prompt": null}
        ],
        "apiActions": [{"action": "read", "authorizationAttribute": null, "endpoints": [{"version": null, "url": BASE, "httpMethod": "GET",
            "documentationUrl": null, "requestSchema": null, "responseSchema": null, "deprecated": false, "sunsetAt": null}],
            "name": "getCorrespondence"}],
        "activities": [],
        "serviceOwnerContext": {"serviceOwnerLabels": [{"value": "urn:altinn:correspondence-id:c1"}]}
    })
}

#[tokio::test]
async fn a_dialog_is_created_member_for_member_as_the_existing_service_does() {
    let world = World::start().await;
    world.on(CREATE, [wiremock::ResponseTemplate::new(201).set_body_json(ID)]);
    assert_eq!(world.platform.dialogs.create(&dialog()).await, Ok(id()));
    let sent = world.only_body(CREATE).await;
    assert_eq!(sent.to_string(), wire_form().to_string(), "members and their order");
    assert_eq!(header(&world.calls(CREATE).await[0], "content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn a_dialog_that_exists_already_was_created_by_an_earlier_attempt() {
    let world = World::start().await;
    world.on(CREATE, [exists()]);
    assert_eq!(world.platform.dialogs.create(&dialog()).await, Ok(id()));
}

#[tokio::test]
async fn an_answer_without_the_dialogs_id_is_an_error() {
    for answer in [ok(&json!(null)), status(201), ok(&json!({"id": ID})), ok(&json!("x")), status(422), status(409), status(400)] {
        let world = World::start().await;
        world.on(CREATE, [answer]);
        assert!(world.platform.dialogs.create(&dialog()).await.is_err());
    }
}

#[tokio::test]
async fn activities_are_added_silently() {
    let world = World::start().await;
    let activities = call("POST", "/activities");
    world.on(&activities, [status(201), exists(), status(410)]);
    let at = Timestamp::parse("2026-03-02T09:15:30Z").unwrap();
    let activity = ActivityId(ID.parse().unwrap());
    let recipient = PartyUrn::of("310000140").unwrap();
    let dialogs = &world.platform.dialogs;
    dialogs.add_activity(id(), &NewActivity::new(activity, ActivityType::CorrespondenceOpened, at, Actor::Party(recipient))).await.unwrap();
    let deleted = NewActivity::new(activity, ActivityType::DialogDeleted, at, Actor::Named("mottaker".to_owned()));
    dialogs.add_activity(id(), &deleted).await.unwrap();
    let text = NewActivity::information(activity, at, Actor::ServiceOwner, vec![Localized::new("Varslet", "nb")]);
    assert_eq!(dialogs.add_activity(id(), &text).await.unwrap_err().status(), Some(410));
    let calls = world.calls(&activities).await;
    assert!(calls.iter().all(|call| call.url.query() == Some("isSilentUpdate=true")));
    let common = format!("\"id\":\"{ID}\",\"createdAt\":\"2026-03-02T09:15:30+00:00\",\"extendedType\":null");
    let bodies: Vec<String> = calls.into_iter().map(|call| String::from_utf8(call.body).unwrap()).collect();
    assert_eq!(
        bodies,
        [
            format!(
                "{{{common},\"type\":\"CorrespondenceOpened\",\"relatedActivityId\":null,\"transmissionId\":null,\"performedBy\":\
                 {{\"actorType\":\"PartyRepresentative\",\"actorName\":null,\"actorId\":\"urn:altinn:organization:identifier-no:310000140\"}},\
                 \"description\":[]}}"
            ),
            format!(
                "{{{common},\"type\":\"DialogDeleted\",\"relatedActivityId\":null,\"transmissionId\":null,\"performedBy\":\
                 {{\"actorType\":\"PartyRepresentative\",\"actorName\":\"mottaker\",\"actorId\":null}},\"description\":[]}}"
            ),
            format!(
                "{{{common},\"type\":\"Information\",\"relatedActivityId\":null,\"transmissionId\":null,\"performedBy\":\
                 {{\"actorType\":\"ServiceOwner\",\"actorName\":null,\"actorId\":null}},\
                 \"description\":[{{\"value\":\"Varslet\",\"languageCode\":\"nb\"}}]}}"
            ),
        ]
    );
}

#[tokio::test]
async fn a_transmission_is_sent_as_recorded_and_may_exist_already() {
    let world = World::start().await;
    let transmissions = call("POST", "/transmissions");
    world.on(&transmissions, [status(201), exists(), status(410), status(404), status(400)]);
    let transmission = NewTransmission {
        id: TransmissionId(ID.parse().unwrap()),
        created_at: Timestamp::parse("2026-03-02T09:15:30Z").unwrap(),
        authorization_attribute: "urn:altinn:resource:acc-00001".to_owned(),
        is_authorized: true,
        extended_type: None,
        related_transmission_id: None,
        external_reference: Some("SAK-00005".to_owned()),
        kind: 6,
        sender: Actor::Named("Skatteseksjonen".to_owned()),
        content: TransmissionContent {
            title: ContentValue::plain("Vedtak i sak 417", "nb"),
            summary: None,
            content_reference: Some(ContentValue::embedded_markdown_at(format!("{BASE}/content"), "nb")),
        },
        attachments: Vec::new(),
    };
    let dialogs = &world.platform.dialogs;
    for _ in 0..2 {
        dialogs.add_transmission(id(), &transmission).await.unwrap();
    }
    for refused in [410, 404, 400] {
        assert_eq!(dialogs.add_transmission(id(), &transmission).await.unwrap_err().status(), Some(refused));
    }
    let sent = world.calls(&transmissions).await.remove(0);
    assert_eq!(sent.url.query(), None, "it is news to the dialog's users");
    assert_eq!(
        String::from_utf8(sent.body).unwrap(),
        format!(
            "{{\"id\":\"{ID}\",\"createdAt\":\"2026-03-02T09:15:30+00:00\",\"authorizationAttribute\":\"urn:altinn:resource:acc-00001\",\
             \"isAuthorized\":true,\"extendedType\":null,\"relatedTransmissionId\":null,\"externalReference\":\"SAK-00005\",\"type\":6,\
             \"sender\":{{\"actorType\":\"PartyRepresentative\",\"actorName\":\"Skatteseksjonen\",\"actorId\":null}},\
             \"content\":{{\"title\":{{\"value\":[{{\"value\":\"Vedtak i sak 417\",\"languageCode\":\"nb\"}}],\"mediaType\":\"text/plain\"}},\
             \"summary\":null,\"contentReference\":{{\"value\":[{{\"value\":\"{BASE}/content\",\"languageCode\":\"nb\"}}],\
             \"mediaType\":\"application/vnd.dialogporten.frontchannelembed-url;type=text/markdown\"}}}},\"attachments\":[]}}"
        )
    );
}

/// A dialog as the remote shows it.
fn shown(status: &str, gui: &[&str], api: &[&str]) -> Value {
    let mut dialog = wire_form();
    dialog["status"] = json!(status);
    dialog["guiActions"] = gui.iter().map(|url| json!({"url": url})).collect();
    dialog["apiActions"] = api.iter().map(|url| json!({"action": "write", "endpoints": [{"url": url, "httpMethod": "POST"}]})).collect();
    dialog
}

#[tokio::test]
async fn a_confirmation_changes_the_dialog_once_by_position() {
    let world = World::start().await;
    let confirm = format!("{BASE}/confirm");
    world.on(&call("GET", ""), [ok(&shown("requiresAttention", &["a", "b", &confirm, "d"], &["a", "b", &confirm]))]);
    world.on(&call("PATCH", ""), [status(204)]);
    assert_eq!(world.platform.dialogs.patch_confirmed(id(), &confirm).await, Ok(true));
    assert_eq!(
        world.only_body(&call("PATCH", "")).await,
        json!([{"op": "remove", "path": "/guiActions/2"}, {"op": "remove", "path": "/apiActions/2"},
            {"op": "replace", "path": "/status", "value": "NotApplicable"}])
    );
    assert_eq!(world.calls(&call("PATCH", "")).await[0].url.query(), Some("isSilentUpdate=true"));
}

#[tokio::test]
async fn a_dialog_without_anything_to_confirm_is_left_alone() {
    let world = World::start().await;
    world.on(&call("GET", ""), [ok(&shown("NotApplicable", &["a"], &["b"])), status(404), ok(&json!({"id": ID}))]);
    let confirm = format!("{BASE}/confirm");
    assert_eq!(world.platform.dialogs.patch_confirmed(id(), &confirm).await, Ok(false));
    assert_eq!(world.platform.dialogs.patch_confirmed(id(), &confirm).await.unwrap_err().status(), Some(404));
    assert!(world.platform.dialogs.patch_confirmed(id(), &confirm).await.is_err());
    assert_eq!(world.count(&call("PATCH", "")).await, 0);
}

#[tokio::test]
async fn deleting_what_is_gone_is_no_failure() {
    let world = World::start().await;
    let dialogs = &world.platform.dialogs;
    world.on(&call("DELETE", ""), [status(204), status(404), status(410), status(403)]);
    assert_eq!(dialogs.soft_delete(id()).await, Ok(true));
    assert_eq!(dialogs.soft_delete(id()).await, Ok(false));
    assert_eq!(dialogs.soft_delete(id()).await, Ok(false));
    assert_eq!(dialogs.soft_delete(id()).await.unwrap_err().status(), Some(403));
    let purge = call("POST", "/actions/purge");
    world.on(&purge, [status(204), status(404), status(403)]);
    assert_eq!(dialogs.purge(id()).await, Ok(()));
    assert_eq!(dialogs.purge(id()).await, Ok(()));
    assert_eq!(dialogs.purge(id()).await.unwrap_err().status(), Some(403));
    let sent = world.calls(&purge).await.remove(0);
    assert!(sent.body.is_empty() && header(&sent, "content-type").is_none());
    assert_eq!(header(&sent, "content-length"), Some("0"));
}

#[tokio::test]
async fn a_dialog_is_read() {
    let world = World::start().await;
    let mut body = shown("NotApplicable", &["a"], &["b"]);
    body["systemLabel"] = json!("archive");
    world.on(&call("GET", ""), [ok(&body), status(404), ok(&body), status(404), status(403), ok(&shown("x", &[], &[]))]);
    let dialogs = &world.platform.dialogs;
    let found = dialogs.get(id()).await.unwrap().unwrap();
    assert_eq!((found.gui_actions, found.api_actions[0].urls.clone()), (vec!["a".to_owned()], vec!["b".to_owned()]));
    assert_eq!(dialogs.get(id()).await.unwrap(), None);
    for label in ["Archive", "Default", "Default", "Default"] {
        assert_eq!(dialogs.system_label(id()).await, label);
    }
}
