//! The life of a dialog: made, read, patched by position, deleted, purged.

use correspondence_emulator::EmulatorSettings;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{ORGANISATION, OWNER, Platform, dialog, dialogs, json_of, status, uuid7};

struct Dialogs {
    platform: Platform,
    token: String,
}

impl Dialogs {
    async fn start() -> Self {
        let platform = Platform::start_with(EmulatorSettings::default()).await;
        let token = platform.server_token().await;
        Self { platform, token }
    }

    async fn create(&self, body: &Value) -> String {
        let response = self.platform.post(&dialogs("")).bearer_auth(&self.token).json(body).send().await.unwrap();
        assert_eq!(response.status(), 201);
        assert!(response.headers().contains_key("etag") && response.headers().contains_key("location"));
        json_of(response).await.as_str().unwrap().to_owned()
    }

    async fn get(&self, id: &str) -> Value {
        json_of(self.platform.get(&dialogs(&format!("/{id}"))).bearer_auth(&self.token).send().await.unwrap()).await
    }

    async fn patch(&self, id: &str, operations: Value) -> u16 {
        status(self.platform.patch(&dialogs(&format!("/{id}?isSilentUpdate=true"))).bearer_auth(&self.token).json(&operations)).await
    }

    async fn post(&self, path: &str, body: Option<Value>) -> u16 {
        let call = self.platform.post(&dialogs(path)).bearer_auth(&self.token);
        status(if let Some(body) = body { call.json(&body) } else { call }).await
    }

    async fn delete(&self, id: &str) -> u16 {
        status(self.platform.delete(&dialogs(&format!("/{id}"))).bearer_auth(&self.token)).await
    }

    fn activity(&self, kind: &str) -> Value {
        json!({
            "id": uuid7(self.platform.now()), "createdAt": self.platform.now(), "extendedType": null, "type": kind,
            "relatedActivityId": null, "transmissionId": null, "description": [],
            "performedBy": {"actorType": "PartyRepresentative", "actorName": null,
                "actorId": format!("urn:altinn:organization:identifier-no:{ORGANISATION}")},
        })
    }
}

#[tokio::test]
async fn a_dialog_reads_back_as_it_was_made() {
    let world = Dialogs::start().await;
    let mut body = dialog(&world.platform);
    body["party"] = json!(
        format!("urn:altinn:organization:identifier-no:{ORGANISATION}")
            .to_uppercase()
            .replace("URN:ALTINN:ORGANIZATION:IDENTIFIER-NO", "urn:altinn:organization:identifier-no")
    );
    body["content"]["title"]["value"][0]["languageCode"] = json!(" NB-no ");
    let id = world.create(&body).await;
    assert_eq!(id, body["id"]);
    let read = world.get(&id).await;
    assert_eq!(read["party"], format!("urn:altinn:organization:identifier-no:{ORGANISATION}"));
    assert_eq!(read["status"], "RequiresAttention");
    assert_eq!(read["systemLabel"], "Default");
    assert_eq!(read["org"], "ttd");
    assert_eq!(read["deletedAt"], Value::Null);
    assert_eq!(read["content"]["title"]["value"][0], json!({"value": "Vedtak", "languageCode": "nb"}));
    // The old spelling of the media type is stored as the new one.
    let media_type = "application/vnd.dialogporten.frontchannelembed-url;type=text/markdown";
    assert_eq!(read["content"]["mainContentReference"]["mediaType"], media_type);
    assert_eq!(read["guiActions"][0]["url"], body["guiActions"][0]["url"]);
    assert_eq!(read["serviceOwnerContext"]["serviceOwnerLabels"], body["serviceOwnerContext"]["serviceOwnerLabels"]);
    let found = world.platform.read_back(&format!("/dialogs?correspondence={id}")).await;
    assert_eq!(found["dialogs"][0]["id"], id);
    assert_eq!(world.platform.read_back(&format!("/dialogs/{id}")).await, read);
    assert_eq!(world.platform.read_back(&format!("/dialogs?party={ORGANISATION}")).await["dialogs"].as_array().unwrap().len(), 1);
    assert_eq!(world.platform.read_back("/dialogs?party=991825827").await["dialogs"], json!([]));
}

#[tokio::test]
async fn an_id_is_taken_once() {
    let world = Dialogs::start().await;
    let mut body = dialog(&world.platform);
    body["attachments"] = json!([{"id": uuid7(world.platform.now()), "displayName": [{"value": "Brev.pdf", "languageCode": "nb"}],
        "urls": [{"url": "https://platform.example/a", "mediaType": "application/pdf", "consumerType": "Gui"}]}]);
    world.create(&body).await;
    let again = world.platform.post(&dialogs("")).bearer_auth(&world.token).json(&body).send().await.unwrap();
    assert_eq!(again.status(), 422);
    assert!(again.text().await.unwrap().contains("already exists"));
    let mut other = dialog(&world.platform);
    other["attachments"] = body["attachments"].clone();
    let same_attachment = world.platform.post(&dialogs("")).bearer_auth(&world.token).json(&other).send().await.unwrap();
    assert_eq!(same_attachment.status(), 422);
    assert!(same_attachment.text().await.unwrap().contains("already exists"));
}

#[tokio::test]
async fn patches_go_by_position_and_all_or_nothing() {
    let world = Dialogs::start().await;
    let id = world.create(&dialog(&world.platform)).await;
    let before = world.get(&id).await;
    let beyond = json!([{"op": "remove", "path": "/guiActions/0"}, {"op": "remove", "path": "/guiActions/5"}]);
    assert_eq!(world.patch(&id, beyond).await, 400);
    assert_eq!(world.get(&id).await, before);

    let confirmed = json!([
        {"op": "remove", "path": "/guiActions/0"},
        {"op": "replace", "path": "/status", "value": "NotApplicable"},
    ]);
    assert_eq!(world.patch(&id, confirmed).await, 204);
    let after = world.get(&id).await;
    assert_eq!(after["guiActions"].as_array().unwrap().len(), 1);
    assert!(after["guiActions"][0]["url"].as_str().unwrap().ends_with("/purge"));
    assert_eq!(after["status"], "NotApplicable");
    assert_eq!(after["updatedAt"], before["updatedAt"], "silent");
    assert_ne!(after["revision"], before["revision"]);

    assert_eq!(world.patch(&id, json!([{"op": "remove", "path": "/apiActions"}, {"op": "remove", "path": "/searchTags"}])).await, 204);
    let emptied = world.get(&id).await;
    assert_eq!((&emptied["apiActions"], &emptied["searchTags"]), (&json!([]), &json!([])));
    assert_eq!(world.patch(&id, json!([{"op": "replace", "path": "/party", "value": "x"}])).await, 400);
    assert_eq!(world.patch(&id, json!([{"op": "remove", "path": "/content/title"}])).await, 400);
    assert_eq!(world.patch(&id, json!({"op": "remove", "path": "/content"})).await, 400);

    world.platform.clock.advance(SignedDuration::from_hours(1));
    let loud = world.platform.patch(&dialogs(&format!("/{id}"))).bearer_auth(&world.token);
    let loud = loud.header("if-match", emptied["revision"].as_str().unwrap());
    assert_eq!(status(loud.json(&json!([{"op": "replace", "path": "/externalReference", "value": "SAK-2"}]))).await, 204);
    let changed = world.get(&id).await;
    assert_eq!(changed["externalReference"], "SAK-2");
    assert_ne!(changed["updatedAt"], emptied["updatedAt"]);
    let stale = world
        .platform
        .patch(&dialogs(&format!("/{id}")))
        .bearer_auth(&world.token)
        .header("if-match", emptied["revision"].as_str().unwrap());
    assert_eq!(status(stale.json(&json!([]))).await, 412);
}

#[tokio::test]
async fn activities_are_added_once_and_checked() {
    let world = Dialogs::start().await;
    let id = world.create(&dialog(&world.platform)).await;
    let path = format!("/{id}/activities?isSilentUpdate=true");
    let opened = world.activity("CorrespondenceOpened");
    assert_eq!(world.post(&path, Some(opened.clone())).await, 201);
    assert_eq!(world.post(&path, Some(opened)).await, 422);
    let mut told = world.activity("Information");
    assert_eq!(world.post(&path, Some(told.clone())).await, 400, "an Information needs a description");
    told["description"] = json!([{"value": "Lastet ned", "languageCode": "nb"}]);
    assert_eq!(world.post(&path, Some(told.clone())).await, 201);
    told["id"] = json!(uuid7(world.platform.now()));
    told["type"] = json!("CorrespondenceConfirmed");
    assert_eq!(world.post(&path, Some(told)).await, 400, "others have none");
    let mut deleted = world.activity("DialogDeleted");
    deleted["performedBy"] = json!({"actorType": "PartyRepresentative", "actorName": "Mottaker", "actorId": null});
    assert_eq!(world.post(&path, Some(deleted)).await, 201);
    for actor in [
        json!({"actorType": "PartyRepresentative", "actorName": null, "actorId": null}),
        json!({"actorType": "PartyRepresentative", "actorName": "Kari", "actorId": "urn:altinn:person:identifier-no:01898790041"}),
        json!({"actorType": "PartyRepresentative", "actorName": null, "actorId": "urn:altinn:partyid:50952483"}),
        json!({"actorType": "PartyRepresentative", "actorName": null, "actorId": ""}),
        json!({"actorType": "ServiceOwner", "actorName": "Kari", "actorId": null}),
        json!({"actorType": "Nobody", "actorName": null, "actorId": null}),
        Value::Null,
    ] {
        let mut activity = world.activity("CorrespondenceConfirmed");
        activity["performedBy"] = actor.clone();
        assert_eq!(world.post(&path, Some(activity)).await, 400, "{actor}");
    }
    let mut transmission = world.activity("TransmissionOpened");
    assert_eq!(world.post(&path, Some(transmission.clone())).await, 400);
    transmission["transmissionId"] = json!(uuid7(world.platform.now()));
    assert_eq!(world.post(&path, Some(transmission)).await, 422);
    let kinds: Vec<Value> =
        world.get(&id).await["activities"].as_array().unwrap().iter().map(|activity| activity["type"].clone()).collect();
    assert_eq!(kinds, ["CorrespondenceOpened", "Information", "DialogDeleted"]);
    assert_eq!(world.post(&format!("/{}/activities", uuid7(world.platform.now())), Some(world.activity("DialogDeleted"))).await, 404);

    let provider = world.platform.enterprise(OWNER, "digdir:dialogporten.serviceprovider").await;
    let call = world.platform.post(&dialogs(&path)).bearer_auth(provider);
    assert_eq!(status(call.json(&world.activity("CorrespondenceOpened"))).await, 403, "only with the letters' scope");
}

#[tokio::test]
async fn a_deleted_dialog_is_gone_for_writers_until_it_is_restored() {
    let world = Dialogs::start().await;
    let id = world.create(&dialog(&world.platform)).await;
    assert_eq!(world.delete(&id).await, 204);
    assert_eq!(world.delete(&id).await, 410);
    assert!(world.get(&id).await["deletedAt"].is_string());
    assert_eq!(world.patch(&id, json!([])).await, 410);
    assert_eq!(world.post(&format!("/{id}/activities"), Some(world.activity("DialogDeleted"))).await, 201, "an administrator may");
    let provider = world.platform.enterprise(OWNER, "digdir:dialogporten.serviceprovider").await;
    let call = world.platform.post(&dialogs(&format!("/{id}/activities"))).bearer_auth(provider);
    assert_eq!(status(call.json(&world.activity("DialogDeleted"))).await, 410);
    assert_eq!(world.post(&format!("/{id}/actions/restore"), None).await, 204);
    assert_eq!(world.post(&format!("/{id}/actions/restore"), None).await, 204);
    assert_eq!(world.get(&id).await["deletedAt"], Value::Null);
    assert_eq!(world.delete(&id).await, 204);
    assert_eq!(world.post(&format!("/{id}/actions/purge"), None).await, 204);
    assert_eq!(world.post(&format!("/{id}/actions/purge"), None).await, 404);
    assert_eq!(world.delete(&id).await, 404);
    assert_eq!(status(world.platform.get(&dialogs(&format!("/{id}"))).bearer_auth(&world.token)).await, 404);
    assert_eq!(world.platform.read_back(&format!("/dialogs?correspondence={id}")).await["dialogs"], json!([]));
}

#[tokio::test]
async fn transmissions_and_labels_change_a_dialog() {
    let world = Dialogs::start().await;
    let id = world.create(&dialog(&world.platform)).await;
    let labels = world.platform.put(&dialogs(&format!("/{id}/endusercontext/systemlabels"))).bearer_auth(&world.token);
    let bin = json!({"dialogId": id, "performedBy": {"actorType": "ServiceOwner"}, "addLabels": [2], "removeLabels": []});
    assert_eq!(status(labels.try_clone().unwrap().json(&bin)).await, 204);
    assert_eq!(world.get(&id).await["systemLabel"], "Bin");
    assert_eq!(status(labels.json(&json!({"addLabels": ["Sent"]}))).await, 400);

    let transmission = uuid7(world.platform.now());
    let body = json!({
        "id": transmission, "createdAt": world.platform.now(), "type": 6, "sender": {"actorType": "ServiceOwner"},
        "content": {
            "title": {"value": [{"value": "Vedtak", "languageCode": "nb"}], "mediaType": "text/plain"},
            "contentReference": {"value": [{"value": "https://platform.example/content", "languageCode": "nb"}],
                "mediaType": "application/vnd.dialogporten.frontchannelembed-url;type=text/markdown"},
        },
    });
    let path = format!("/{id}/transmissions");
    assert_eq!(world.post(&path, Some(body.clone())).await, 201);
    assert_eq!(world.post(&path, Some(body)).await, 422);
    let read = world.get(&id).await;
    assert_eq!(read["transmissions"][0]["type"], "Decision");
    assert_eq!(read["systemLabel"], "Default", "a loud change takes the dialog out of the bin");
    let mut opened = world.activity("TransmissionOpened");
    opened["transmissionId"] = json!(transmission);
    assert_eq!(world.post(&format!("/{id}/activities"), Some(opened)).await, 201);
}

/// A transmission that every rule is content with.
fn transmission(world: &Dialogs) -> Value {
    let now = world.platform.now();
    json!({
        "id": uuid7(now), "createdAt": now, "type": 1, "sender": {"actorType": "ServiceOwner"}, "externalReference": "SAK-1",
        "content": {"title": {"value": [{"value": "Vedtak", "languageCode": "nb"}], "mediaType": "text/plain"}},
        "attachments": [{"id": uuid7(now), "displayName": [{"value": "Brev.pdf", "languageCode": "nb"}],
            "urls": [{"url": "https://platform.example/a", "mediaType": "application/pdf", "consumerType": "Gui"}]}],
    })
}

#[tokio::test]
async fn transmissions_are_checked() {
    let world = Dialogs::start().await;
    let id = world.create(&dialog(&world.platform)).await;
    let path = format!("/{id}/transmissions");
    let good = transmission(&world);
    let empty = json!({"value": [{"value": " ", "languageCode": "nb"}], "mediaType": "text/plain"});
    let reference = json!({"value": [{"value": "http://platform.example", "languageCode": "nb"}],
        "mediaType": "application/vnd.dialogporten.frontchannelembed-url;type=text/markdown"});
    let later = world.platform.now().plus(SignedDuration::from_mins(1));
    for (pointer, value) in [
        ("/id", json!("9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a")),
        ("/id", json!(uuid7(later))),
        ("/createdAt", json!(later)),
        ("/type", json!(9)),
        ("/type", json!("Letter")),
        ("/type", Value::Null),
        ("/sender", Value::Null),
        ("/sender", json!({"actorType": "ServiceOwner", "actorName": "Kari"})),
        ("/sender", json!({"actorType": "PartyRepresentative", "actorName": null, "actorId": null})),
        ("/externalReference", json!("x".repeat(256))),
        ("/content", Value::Null),
        ("/content", json!({"summary": good["content"]["title"]})),
        ("/content", json!({"title": empty})),
        ("/content", json!({"title": good["content"]["title"], "summary": empty})),
        ("/content", json!({"title": good["content"]["title"], "contentReference": reference})),
        ("/attachments/0/id", json!("x")),
        ("/attachments/0/displayName", json!([])),
        ("/attachments/0/urls", json!([])),
    ] {
        let mut body = good.clone();
        *body.pointer_mut(pointer).unwrap() = value.clone();
        assert_eq!(world.post(&path, Some(body)).await, 400, "{pointer} {value}");
    }
    assert_eq!(world.get(&id).await["transmissions"], json!([]));
    assert_eq!(world.post(&path, Some(good.clone())).await, 201);
    let mut other = transmission(&world);
    other["attachments"] = good["attachments"].clone();
    assert_eq!(world.post(&path, Some(other)).await, 422, "an id is taken once, wherever it is");

    let unknown = format!("/{}/transmissions", uuid7(world.platform.now()));
    assert_eq!(world.post(&unknown, Some(transmission(&world))).await, 404);
    assert_eq!(world.delete(&id).await, 204);
    assert_eq!(world.post(&path, Some(transmission(&world))).await, 410, "for administrators too");
    let read = world.platform.read_back(&format!("/dialogs/{id}")).await;
    assert_eq!(read["transmissions"].as_array().unwrap().len(), 1);
    assert_eq!(read["transmissions"][0]["id"], good["id"]);
}

#[tokio::test]
async fn magic_parties_break_the_creation() {
    let world = Dialogs::start().await;
    for (number, expected, stored) in [("319900128", 503, 0), ("319900136", 400, 0), ("319900144", 503, 1)] {
        let mut body = dialog(&world.platform);
        body["party"] = json!(format!("urn:altinn:organization:identifier-no:{number}"));
        assert_eq!(status(world.platform.post(&dialogs("")).bearer_auth(&world.token).json(&body)).await, expected);
        let found = world.platform.read_back(&format!("/dialogs?party={number}")).await;
        assert_eq!(found["dialogs"].as_array().unwrap().len(), stored, "{number}");
    }
}
