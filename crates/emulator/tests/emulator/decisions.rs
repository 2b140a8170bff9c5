//! Decisions of the decision point.

use correspondence_emulator::{EmulatorSettings, Seed};
use serde_json::{Value, json};

use crate::support::{ORGANISATION, OWNER, PERSON, Platform, json_of, status};

fn attributes(pairs: &[(&str, &str)]) -> Value {
    let attributes: Vec<Value> = pairs
        .iter()
        .map(|(id, value)| json!({"attributeId": id, "value": value, "issuer": "Altinn", "dataType": "string", "includeInResult": false}))
        .collect();
    json!({"categoryId": null, "id": null, "content": null, "attribute": attributes})
}

fn request(subject: &[(&str, &str)], resource: &str, party: (&str, &str), actions: &[&str]) -> Value {
    let actions: Vec<Value> =
        actions.iter().map(|action| attributes(&[("urn:oasis:names:tc:xacml:1.0:action:action-id", action)])).collect();
    json!({"request": {
        "resource": [attributes(&[("urn:altinn:resource", resource), party,
            ("urn:altinn:resource:instance-id", "urn:altinn:correspondence-id:019bc0e1-2b19-7abc-8def-0123456789ab")])],
        "action": actions, "accessSubject": [attributes(subject)], "multiRequests": null,
    }})
}

async fn ask(platform: &Platform, body: &Value) -> Value {
    let call = platform.post("/authorization/api/v1/authorize").bearer_auth(platform.server_token().await);
    json_of(call.header("Ocp-Apim-Subscription-Key", "any").json(body).send().await.unwrap()).await
}

async fn decide(platform: &Platform, subject: &[(&str, &str)], resource: &str, party: (&str, &str), actions: &[&str]) -> String {
    let answer = ask(platform, &request(subject, resource, party, actions)).await;
    assert_eq!(answer["response"].as_array().unwrap().len(), 1, "{answer}");
    answer["response"][0]["decision"].as_str().unwrap().to_owned()
}

const ORG: &str = "urn:altinn:organization:identifier-no";
const PID: &str = "urn:altinn:person:identifier-no";

#[tokio::test]
async fn owners_write_and_everybody_reads_for_himself() {
    let platform = Platform::start().await;
    let party = platform.read_back(&format!("/parties?id={ORGANISATION}")).await;
    let party_id = party["partyId"].to_string();
    let person = platform.read_back(&format!("/parties?id={PERSON}")).await;
    let (person_party, user_id) = (person["partyId"].to_string(), person["userId"].to_string());
    let owner = platform.read_back(&format!("/parties?id={OWNER}")).await["partyId"].to_string();
    let by_party_id = "urn:altinn:partyid";
    for (subject, party, actions, expected) in [
        ((ORG, OWNER), (by_party_id, owner.as_str()), &["write"][..], "Permit"),
        (("urn:altinn:organizationnumber", OWNER), (ORG, OWNER), &["write"], "Permit"),
        ((ORG, OWNER), (by_party_id, &party_id), &["write"], "NotApplicable"),
        ((ORG, OWNER), (by_party_id, &party_id), &["read"], "NotApplicable"),
        ((ORG, ORGANISATION), (by_party_id, &party_id), &["read"], "Permit"),
        ((ORG, ORGANISATION), (by_party_id, &party_id), &["write"], "NotApplicable"),
        ((ORG, ORGANISATION), (by_party_id, &party_id), &["write", "read"], "Permit"),
        ((ORG, ORGANISATION), (by_party_id, &owner), &["write"], "NotApplicable"),
        (("urn:altinn:userid", &user_id), (by_party_id, &person_party), &["read"], "Permit"),
        ((by_party_id, &person_party), (PID, PERSON), &["read"], "Permit"),
        ((PID, PERSON), (by_party_id, &person_party), &["read"], "Permit"),
        ((PID, PERSON), (by_party_id, &party_id), &["read"], "NotApplicable"),
        ((PID, PERSON), (by_party_id, "7"), &["read"], "NotApplicable"),
        ((PID, "01819090870"), (PID, "01819090870"), &["read"], "NotApplicable"),
        (("urn:scope", "x"), (by_party_id, &party_id), &["read"], "Indeterminate"),
    ] {
        let decision = decide(&platform, &[subject], "demo-correspondence", party, actions).await;
        assert_eq!(decision, expected, "{subject:?} {actions:?} {party:?}");
    }
    assert_eq!(decide(&platform, &[(ORG, ORGANISATION)], "unknown", (ORG, ORGANISATION), &["read"]).await, "NotApplicable");
}

#[tokio::test]
async fn leaders_and_system_users_read_for_their_organisation() {
    let platform = Platform::start().await;
    let party = platform.read_back(&format!("/parties?id={ORGANISATION}")).await;
    let leader = party["roleHolders"][0]["person"].as_str().unwrap();
    for (action, expected) in [("read", "Permit"), ("write", "NotApplicable")] {
        assert_eq!(decide(&platform, &[(PID, leader)], "demo-correspondence", (ORG, ORGANISATION), &[action]).await, expected);
    }
    let token = platform.token(&format!("GetSystemUserToken?systemUserOrg={ORGANISATION}&scopes=altinn:correspondence.read")).await;
    let details = crate::support::claims(&token)["authorization_details"][0].clone();
    let id = details["systemuser_id"][0].as_str().unwrap();
    let subject = [("urn:altinn:systemuser:uuid", id)];
    assert_eq!(decide(&platform, &subject, "demo-correspondence", (ORG, ORGANISATION), &["read"]).await, "Permit");
    assert_eq!(decide(&platform, &subject, "demo-correspondence", (ORG, OWNER), &["read"]).await, "NotApplicable");
}

#[tokio::test]
async fn a_permit_tells_the_level_it_asks_for() {
    let platform = Platform::start().await;
    for (resource, level) in [("demo-correspondence", "0"), ("demo-correspondence-level3", "3")] {
        let answer = ask(&platform, &request(&[(ORG, ORGANISATION)], resource, (ORG, ORGANISATION), &["read"])).await;
        let assignment = &answer["response"][0]["obligations"][0]["attributeAssignment"][0];
        assert_eq!(assignment["category"], "urn:altinn:minimum-authenticationlevel");
        assert_eq!(assignment["value"], level);
    }
    let denied = ask(&platform, &request(&[(ORG, ORGANISATION)], "demo-correspondence", (ORG, OWNER), &["read"])).await;
    assert_eq!(denied["response"][0]["obligations"], Value::Null);
}

#[tokio::test]
async fn references_are_answered_in_order() {
    let platform = Platform::start().await;
    let user = platform.read_back(&format!("/parties?id={PERSON}")).await["userId"].to_string();
    let other = platform.read_back("/parties?id=01819090285").await["userId"].to_string();
    let with_id = |mut category: Value, id: &str| {
        category["id"] = json!(id);
        category
    };
    let mut body = request(&[("urn:altinn:userid", &user)], "demo-correspondence", (PID, PERSON), &["read"]);
    let inner = &mut body["request"];
    inner["accessSubject"] =
        json!([with_id(attributes(&[("urn:altinn:userid", &other)]), "s0"), with_id(attributes(&[("urn:altinn:userid", &user)]), "s1")]);
    inner["action"][0]["id"] = json!("a1");
    inner["resource"][0]["id"] = json!("r1");
    inner["multiRequests"] = json!({"requestReference": [{"referenceId": ["s0", "a1", "r1"]}, {"referenceId": ["s1", "a1", "r1"]}]});
    let answer = ask(&platform, &body).await;
    let decisions: Vec<&str> = answer["response"].as_array().unwrap().iter().map(|result| result["decision"].as_str().unwrap()).collect();
    assert_eq!(decisions, ["NotApplicable", "Permit"]);
    body["request"]["multiRequests"]["requestReference"][0]["referenceId"][0] = json!("s9");
    let call = platform.post("/authorization/api/v1/authorize").bearer_auth(platform.server_token().await);
    assert_eq!(status(call.header("Ocp-Apim-Subscription-Key", "any").json(&body)).await, 400);
}

#[tokio::test]
async fn malformed_questions_are_refused() {
    let platform = Platform::start().await;
    let token = platform.server_token().await;
    let good = request(&[(ORG, OWNER)], "demo-correspondence", (ORG, OWNER), &["write"]);
    for path in ["/request", "/request/accessSubject", "/request/action", "/request/resource", "/request/resource/0/attribute"] {
        let mut body = good.clone();
        *body.pointer_mut(path).unwrap() = json!([]);
        let call = platform.post("/authorization/api/v1/authorize").bearer_auth(&token).header("Ocp-Apim-Subscription-Key", "any");
        assert_eq!(status(call.json(&body)).await, 400, "{path}");
    }
}

#[tokio::test]
async fn a_seed_delegates() {
    let seed: Seed = serde_json::from_value(json!({
        "delegations": [{"from": ORGANISATION, "to": PERSON, "resource": "demo-correspondence"}],
    }))
    .unwrap();
    let platform = Platform::start_with(EmulatorSettings { seed: Some(seed), ..EmulatorSettings::default() }).await;
    assert_eq!(decide(&platform, &[(PID, PERSON)], "demo-correspondence", (ORG, ORGANISATION), &["read"]).await, "Permit");
    assert_eq!(decide(&platform, &[(PID, PERSON)], "bruno-correspondence", (ORG, ORGANISATION), &["read"]).await, "NotApplicable");
}
