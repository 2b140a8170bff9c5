//! Each rule of Dialogporten, broken by itself (integrations §10.10).

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{ORGANISATION, Platform, dialog, dialogs, json_of, status, uuid7};

fn set(body: &mut Value, pointer: &str, value: Value) {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = if parent.is_empty() { body } else { body.pointer_mut(parent).unwrap() };
    match parent {
        Value::Array(items) => items[member.parse::<usize>().unwrap()] = value,
        other => other[member] = value,
    }
}

async fn create(platform: &Platform, token: &str, body: &Value) -> (u16, Value) {
    let response = platform.post(&dialogs("")).bearer_auth(token).json(body).send().await.unwrap();
    (response.status().as_u16(), json_of(response).await)
}

#[tokio::test]
async fn every_rule_has_its_own_finding() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    let now = platform.now();
    let later = now.plus(SignedDuration::from_mins(5));
    let gui = dialog(&platform)["guiActions"][0].clone();
    let attachment = |change: &dyn Fn(&mut Value)| {
        let mut attachment = json!({"id": uuid7(now), "displayName": [{"value": "Brev", "languageCode": "nb"}],
            "urls": [{"url": "https://platform.example/a", "consumerType": "Gui"}], "expiresAt": null});
        change(&mut attachment);
        json!([attachment])
    };
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/id", json!("9b2e1f04-5d6a-4c3b-8a17-2f4e6d8c0b1a"), "id"),
        ("/id", json!("no-uuid"), "id"),
        ("/id", json!(uuid7(later)), "id"),
        ("/serviceResource", json!("demo-correspondence"), "serviceResource"),
        ("/party", json!("urn:altinn:partyid:50952483"), "party"),
        ("/party", json!("urn:altinn:party:uuid:36e2bcc6-d5b8-4399-aa90-4afeb2d1a0bf"), "party"),
        ("/party", json!(ORGANISATION), "party"),
        ("/party", json!("urn:altinn:organization:identifier-no:123456789"), "party"),
        ("/createdAt", json!(later), "createdAt"),
        ("/createdAt", json!("2026-01-15T10:11:12"), "createdAt"),
        ("/updatedAt", json!("2020-01-15T10:11:12Z"), "updatedAt"),
        ("/status", json!("Unknown"), "status"),
        ("/externalReference", json!("x".repeat(256)), "externalReference"),
        ("/process", json!("not a uri"), "process"),
        ("/progress", json!(101), "progress"),
        ("/systemLabel", json!("Sent"), "systemLabel"),
        ("/content", Value::Null, "content"),
        ("/content/title", Value::Null, "content.title"),
        ("/content/title/value", json!([]), "content.title.value"),
        ("/content/title/value/0/value", json!(" "), "content.title.value[0].value"),
        ("/content/title/value/0/value", json!("x".repeat(513)), "content.title.value[0].value"),
        ("/content/title/value/0/languageCode", json!("norsk"), "content.title.value[0].languageCode"),
        (
            "/content/title/value",
            json!([{"value": "a", "languageCode": "nb"}, {"value": "b", "languageCode": "NB"}]),
            "content.title.value",
        ),
        ("/content/title/mediaType", json!("text/html"), "content.title.mediaType"),
        ("/content/mainContentReference/mediaType", json!("text/plain"), "content.mainContentReference.mediaType"),
        ("/content/mainContentReference/value/0/value", json!("http://platform.example/x"), "content.mainContentReference.value[0].value"),
        ("/searchTags", json!([{"value": "ab"}]), "searchTags[0].value"),
        ("/searchTags", json!([{"value": "x".repeat(64)}]), "searchTags[0].value"),
        ("/searchTags", json!([{"value": "Sak"}, {"value": "sak"}]), "searchTags"),
        ("/guiActions", json!([gui, gui]), "guiActions"),
        ("/guiActions/0/url", json!("ftp://platform.example/x"), "guiActions[0].url"),
        ("/guiActions/0/url", json!(format!("https://platform.example/{}", "x".repeat(1000))), "guiActions[0].url"),
        ("/guiActions/0/httpMethod", json!("PUT"), "guiActions[0].httpMethod"),
        ("/guiActions/0/priority", Value::Null, "guiActions[0].priority"),
        ("/guiActions/0/title", json!([]), "guiActions[0].title"),
        ("/apiActions/0/endpoints", json!([]), "apiActions[0].endpoints"),
        ("/apiActions/0/endpoints/0/httpMethod", Value::Null, "apiActions[0].endpoints[0].httpMethod"),
        ("/attachments", attachment(&|a| a["urls"] = json!([])), "attachments[0].urls"),
        ("/attachments", attachment(&|a| a["id"] = json!(uuid7(later))), "attachments[0].id"),
        ("/attachments", attachment(&|a| a["expiresAt"] = json!("2020-01-15T10:11:12Z")), "attachments[0].expiresAt"),
        ("/attachments", attachment(&|a| a["displayName"][0]["value"] = json!("x".repeat(256))), "attachments[0].displayName[0].value"),
        ("/attachments", attachment(&|a| a["urls"][0]["consumerType"] = Value::Null), "attachments[0].urls[0].consumerType"),
        (
            "/serviceOwnerContext/serviceOwnerLabels",
            json!((0..21).map(|n| json!({"value": format!("label-{n}")})).collect::<Vec<_>>()),
            "serviceOwnerContext.serviceOwnerLabels",
        ),
    ];
    for (pointer, value, finding) in cases {
        let mut body = dialog(&platform);
        set(&mut body, pointer, value.clone());
        let (status, problem) = create(&platform, &token, &body).await;
        assert_eq!(status, 400, "{pointer} = {value}: {problem}");
        let errors = problem["errors"].as_object().unwrap();
        assert!(errors.contains_key(finding), "{pointer} = {value}: {problem}");
        assert_eq!(errors.len(), 1, "{pointer} = {value}: {problem}");
    }
}

#[tokio::test]
async fn what_is_just_allowed_is_taken() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    let now = platform.now();
    for (pointer, value) in [
        ("/id", Value::Null),
        ("/id", json!(uuid7(now.plus(SignedDuration::from_secs(10))))),
        ("/createdAt", json!(now.plus(SignedDuration::from_secs(10)))),
        ("/party", json!("urn:altinn:person:idporten-email:kari%40example.no")),
        ("/party", json!("urn:altinn:person:legacy-selfidentified:bruker")),
        ("/content/title/value/0/value", json!("x".repeat(512))),
        ("/content/summary", json!({"value": [{"value": "Kort", "languageCode": "en"}], "mediaType": "text/plain"})),
        ("/content/mainContentReference/value/0/value", json!("http://127.0.0.1:5096/x")),
        ("/dueAt", json!("2020-01-01T00:00:00Z")),
        ("/status", json!(7)),
        ("/process", json!("urn:sak:1")),
        ("/attachments", Value::Null),
    ] {
        let mut body = dialog(&platform);
        set(&mut body, pointer, value.clone());
        let (status, answer) = create(&platform, &token, &body).await;
        assert_eq!(status, 201, "{pointer} = {value}: {answer}");
    }
}

#[tokio::test]
async fn without_the_special_scopes_more_is_refused() {
    let platform = Platform::start().await;
    let owner = platform.enterprise("991825827", "digdir:dialogporten.serviceprovider").await;
    let stranger = platform.enterprise(ORGANISATION, "digdir:dialogporten.serviceprovider").await;
    assert_eq!(create(&platform, &owner, &dialog(&platform)).await.0, 201);
    assert_eq!(create(&platform, &stranger, &dialog(&platform)).await.0, 403, "another owner's resource");
    for (pointer, value) in [("/dueAt", json!("2020-01-01T00:00:00Z")), ("/content/title/value/0/value", json!("x".repeat(256)))] {
        let mut body = dialog(&platform);
        set(&mut body, pointer, value);
        assert_eq!(create(&platform, &owner, &body).await.0, 400, "{pointer}");
    }
    let mut silent = dialog(&platform);
    silent["dueAt"] = json!("2020-01-01T00:00:00Z");
    let call = platform.post(&dialogs("?IsSilentUpdate=true")).bearer_auth(&owner).json(&silent);
    assert_eq!(status(call).await, 201);
    let mut unknown = dialog(&platform);
    unknown["serviceResource"] = json!("urn:altinn:resource:unknown");
    assert_eq!(create(&platform, &owner, &unknown).await.0, 422);
}
