//! The main job: a letter to an organisation and one to a person, from creation to purge.

use correspondence_domain::identifiers::{CorrespondenceId, dialog_part_id, event_id};
use correspondence_domain::time::Timestamp;
use correspondence_testkit::{Altinn, DEMO, LetterRequest, altinn_test, organisation, organisation_urn, person, person_urn};
use serde_json::{Value, json};

const DUE: &str = "2099-06-30T12:00:00+00:00";

fn letter_id(letter: &str) -> CorrespondenceId {
    letter.parse().unwrap()
}

/// The cloud event that tells of a transition, whose time is not looked at.
fn expected_event(altinn: &Altinn, letter: &str, name: &str, party: &str, number: &str) -> Value {
    let path = if number.len() == 9 { "organisation" } else { "person" };
    json!({
        "specversion": "1.0",
        "id": event_id(letter_id(letter).0, name).to_string(),
        "type": format!("no.altinn.correspondence.{name}"),
        "time": "…",
        "resource": format!("urn:altinn:resource:{DEMO}"),
        "resourceinstance": letter,
        "source": format!("{}/correspondence/api/v1/correspondence", altinn.url()),
        "subject": party,
        "alternativesubject": format!("/{path}/{number}"),
        "data": null,
    })
}

async fn events_without_time(altinn: &Altinn, letter: &str) -> Vec<Value> {
    let mut events = altinn.cloud_events(letter).await;
    for event in &mut events {
        Timestamp::parse(event["time"].as_str().unwrap()).unwrap();
        event["time"] = json!("…");
    }
    events
}

/// An activity in a letter's dialog: its id follows from the letter and the moment it tells of.
fn assert_activity(dialog: &Value, letter: &str, kind: &str, purpose: &str, actor: &Value) {
    let activities = dialog["activities"].as_array().unwrap();
    let found: Vec<&Value> = activities.iter().filter(|activity| activity["type"] == kind).collect();
    assert_eq!(found.len(), 1, "{kind} in {activities:?}");
    let at = Timestamp::parse(found[0]["createdAt"].as_str().unwrap()).unwrap();
    assert_eq!(found[0]["id"], dialog_part_id(letter_id(letter), at, purpose).to_string(), "{kind}");
    for (member, value) in actor.as_object().unwrap() {
        assert_eq!(&found[0]["performedBy"][member], value, "{kind} {member}");
    }
}

fn confirm_actions(dialog: &Value) -> usize {
    let actions = dialog["guiActions"].as_array().unwrap().iter().chain(dialog["apiActions"].as_array().unwrap());
    let texts = actions.map(Value::to_string);
    texts.filter(|text| text.contains("/confirm")).count()
}

async fn live(altinn: &Altinn, number: &str, urn: &str, recipient: &str) {
    let (sender, owner) = (altinn.sender().await, "urn:altinn:organization:identifier-no:991825827");
    let letter = altinn.sent(&sender, &LetterRequest::to(&[urn]).to_be_confirmed(DUE)).await;
    let told = async |altinn: &Altinn, names: &[&str]| {
        let mut expected: Vec<Value> = Vec::new();
        for name in names {
            let (party, number) = if *name == "correspondencepublished" { (urn, number) } else { (owner, "991825827") };
            expected.push(expected_event(altinn, &letter, name, party, number));
        }
        assert_eq!(events_without_time(altinn, &letter).await, expected);
    };
    told(altinn, &["correspondenceinitialized", "correspondencepublished"]).await;
    let dialog = altinn.dialog(&letter).await.unwrap();
    assert_eq!((dialog["party"].as_str(), dialog["status"].as_str()), (Some(urn), Some("RequiresAttention")));
    assert!(confirm_actions(&dialog) > 0);

    // The recipient finds it. Who acts as a person says for whom.
    let query = [("resourceId", DEMO), ("role", "recipient"), ("onBehalfOf", urn)];
    assert_eq!(altinn.found(recipient, &query).await, [letter.as_str()]);

    // Nothing can be said about a letter that was not fetched.
    altinn.mark_as_read(recipient, &letter).await.refused(400, 1024);
    altinn.confirm(recipient, &letter).await.refused(400, 1025);

    let shown = altinn.overview(recipient, &letter).await.good();
    assert_eq!((shown["status"].as_str(), shown["read"].is_null()), (Some("Published"), true));
    assert_eq!(shown["content"]["messageTitle"], "Vedtak i sak 417");
    let content = altinn.content(recipient, &letter).await.expect(200);
    assert_eq!(content.text.trim(), "Vedtaket er **innvilget**.");
    assert_eq!(content.header("content-type"), Some("text/plain; charset=utf-8"));
    altinn.drain().await;
    told(altinn, &["correspondenceinitialized", "correspondencepublished", "correspondencereceiverread"]).await;
    assert_activity(
        &altinn.dialog(&letter).await.unwrap(),
        &letter,
        "CorrespondenceOpened",
        "opened",
        &json!({"actorType": "PartyRepresentative"}),
    );
    let _ = altinn.content(recipient, &letter).await.expect(200);
    altinn.mark_as_read(recipient, &letter).await.refused(400, 1040);

    altinn.purge(recipient, &letter).await.refused(400, 1026);
    let confirmed = altinn.confirm(recipient, &letter).await.good();
    assert_eq!(confirmed, letter);
    let dialog = altinn.dialog(&letter).await.unwrap();
    assert_eq!((dialog["status"].as_str(), confirm_actions(&dialog)), (Some("NotApplicable"), 0), "patched when the answer arrives");
    altinn.confirm(recipient, &letter).await.refused(400, 1041);
    altinn.drain().await;
    assert_activity(
        &altinn.dialog(&letter).await.unwrap(),
        &letter,
        "CorrespondenceConfirmed",
        "confirmed",
        &json!({"actorType": "PartyRepresentative"}),
    );
    assert_eq!(altinn.status(&sender, &letter).await, "Confirmed");

    assert_eq!(altinn.purge(recipient, &letter).await.good(), letter);
    altinn.purge(recipient, &letter).await.refused(400, 1014);
    altinn.overview(recipient, &letter).await.refused(404, 1001);
    altinn.content(recipient, &letter).await.refused(404, 1001);
    altinn.drain().await;
    let dialog = altinn.dialog(&letter).await.unwrap();
    assert!(dialog["deletedAt"].is_string(), "{dialog:#}");
    assert_activity(&dialog, &letter, "DialogDeleted", "deleted", &json!({"actorType": "PartyRepresentative", "actorName": "mottaker"}));
    told(
        altinn,
        &[
            "correspondenceinitialized",
            "correspondencepublished",
            "correspondencereceiverread",
            "correspondencereceiverconfirmed",
            "correspondencepurged",
        ],
    )
    .await;

    // The sender loses the overview and keeps the history, without the recipient's purge.
    altinn.overview(&sender, &letter).await.refused(404, 1001);
    let history = altinn.history(&sender, &letter).await;
    assert_eq!(history, ["Initialized", "ReadyForPublish", "Published", "Fetched", "Read", "Confirmed"]);
    altinn.purge(&sender, &letter).await.refused(400, 1014);
}

altinn_test! {
    async fn of_a_letter_to_an_organisation(altinn) {
        let recipient = altinn.recipient(&organisation(1)).await;
        live(&altinn, &organisation(1), &organisation_urn(1), &recipient).await;
    }

    async fn of_a_letter_to_a_person(altinn) {
        let reader = altinn.reader(&person(1)).await;
        live(&altinn, &person(1), &person_urn(1), &reader).await;
    }
}
