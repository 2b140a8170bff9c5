//! The decision point: the exact request of every kind of token (auth §16), and what its answers mean.

use correspondence_domain::claims::{Claims, TokenKind};
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::ResourceId;
use correspondence_platform::{Action, Question, RemoteError};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::register::{QUERY, organisation};
use crate::support::mint::{self, validated};
use crate::support::{ALTINN_ISSUER, World, header, ok, status};

const AUTHORIZE: &str = "POST /authorization/api/v1/authorize";
const INSTANCE: &str = "0a8e0000-1111-4222-8333-444455556666";

async fn decide(world: &World, caller: &Claims, party: &str, actions: &[Action], instance: bool) -> Result<bool, RemoteError> {
    let question = Question {
        resource: &ResourceId::parse("tdep-letters").unwrap(),
        party: &PartyUrn::of(party).unwrap(),
        instance: instance.then(|| INSTANCE.parse().unwrap()),
        actions,
    };
    world.platform.decisions.decide(caller, &question).await
}

async fn world() -> World {
    let world = World::start().await;
    world.on(QUERY, [ok(&json!({"data": [organisation("313999041", 51_990_041)]}))]);
    world.on(AUTHORIZE, [ok(&permit(None))]);
    world
}

fn permit(level: Option<&str>) -> Value {
    let obligations = level.map(|level| {
        json!([{"id": "x", "attributeAssignment": [{"attributeId": "y", "value": level, "category": "urn:altinn:minimum-authenticationlevel"}]}])
    });
    json!({"response": [{"decision": "Permit", "obligations": obligations}]})
}

fn attributes(issuer: &str, list: &[(&str, &str)]) -> Vec<Value> {
    list.iter()
        .map(|(id, value)| json!({"attributeId": id, "value": value, "issuer": issuer, "dataType": "string", "includeInResult": false}))
        .collect()
}

fn category(attributes: &[Value]) -> Value {
    json!({"categoryId": null, "id": null, "content": null, "attribute": attributes})
}

fn request(resource: &[Value], action: &[Value], subject: &[Value]) -> Value {
    json!({"request": {"returnPolicyIdList": false, "combinedDecision": false, "xPathVersion": null, "category": null,
        "resource": [category(resource)], "action": action, "accessSubject": [category(subject)],
        "recipientSubject": null, "intermediarySubject": null, "requestingMachine": null, "multiRequests": null}})
}

const ACTION: &str = "urn:oasis:names:tc:xacml:1.0:action:action-id";
const RESOURCE: (&str, &str) = ("urn:altinn:resource", "tdep-letters");
const PARTY: (&str, &str) = ("urn:altinn:partyid", "51990041");

async fn subject_sent(kind: TokenKind, payload: &Value) -> Value {
    let world = world().await;
    decide(&world, &validated(kind, payload), "313999041", &[Action::Read], false).await.unwrap();
    world.only_body(AUTHORIZE).await["request"]["accessSubject"][0]["attribute"].clone()
}

#[tokio::test]
async fn an_organisations_request_is_exact() {
    let world = world().await;
    let owner = validated(TokenKind::Altinn, &mint::service_owner());
    assert_eq!(decide(&world, &owner, "313999041", &[Action::Write], true).await, Ok(true));
    let instance = format!("urn:altinn:correspondence-id:{INSTANCE}");
    let expected = request(
        &attributes("Altinn", &[RESOURCE, PARTY, ("urn:altinn:resource:instance-id", &instance)]),
        &[category(&attributes("Altinn", &[(ACTION, "write")]))],
        &attributes(
            ALTINN_ISSUER,
            &[
                ("urn:scope", "altinn:correspondence.write altinn:serviceowner"),
                ("urn:altinn:sessionid", "jti-ao"),
                ("urn:altinn:authenticatemethod", "maskinporten"),
                ("urn:altinn:authlevel", "3"),
                ("urn:altinn:org", "tdep"),
                ("urn:altinn:organizationnumber", "313999017"),
                ("urn:altinn:organization:identifier-no", "313999017"),
            ],
        ),
    );
    assert_eq!(world.only_body(AUTHORIZE).await.to_string(), expected.to_string(), "members and their order");
    let call = world.calls(AUTHORIZE).await.remove(0);
    assert_eq!(header(&call, "ocp-apim-subscription-key"), Some("the-key"));
    assert_eq!(header(&call, "authorization"), Some("Bearer altinn-1"));
}

#[tokio::test]
async fn alternatives_are_one_category_each() {
    let world = world().await;
    let caller = validated(TokenKind::Altinn, &mint::organisation("313999041", "altinn:correspondence.read"));
    decide(&world, &caller, "313999041", &[Action::Read, Action::Write], false).await.unwrap();
    let sent = world.only_body(AUTHORIZE).await;
    let expected = [category(&attributes("Altinn", &[(ACTION, "read")])), category(&attributes("Altinn", &[(ACTION, "write")]))];
    assert_eq!(sent["request"]["action"], json!(expected));
    assert_eq!(sent["request"]["resource"][0]["attribute"], json!(attributes("Altinn", &[RESOURCE, PARTY])));
}

#[tokio::test]
async fn each_altinn_token_has_its_subject() {
    let system_user = attributes(ALTINN_ISSUER, &[("urn:altinn:systemuser:uuid", "5f0c2b6a-1111-4222-8333-444455556666")]);
    assert_eq!(subject_sent(TokenKind::Altinn, &mint::system_user()).await, json!(system_user));
    let person = attributes(
        ALTINN_ISSUER,
        &[
            ("urn:altinn:username", ""),
            ("urn:altinn:party:uuid", "aaaa1111-2222-4333-8444-555566667777"),
            ("urn:altinn:authenticatemethod", "BankID"),
            ("urn:altinn:authlevel", "4"),
            ("urn:scope", "openid altinn:correspondence.read"),
            ("urn:altinn:sessionid", "jti-ap"),
            ("urn:altinn:userid", "7700041"),
        ],
    );
    assert_eq!(subject_sent(TokenKind::Altinn, &mint::person()).await, json!(person));
    let with_uuid = json!({"urn:altinn:userid": "1", "urn:altinn:person:uuid": "u", "urn:altinn:partyid": 2, "urn:altinn:resource": "app"});
    assert_eq!(subject_sent(TokenKind::Altinn, &with_uuid).await, json!(attributes(ALTINN_ISSUER, &[("urn:altinn:person:uuid", "u")])));
    let resource = json!({"urn:altinn:partyid": 2, "urn:altinn:resource": "app"});
    assert_eq!(subject_sent(TokenKind::Altinn, &resource).await, json!(attributes(ALTINN_ISSUER, &[("urn:altinn:resource", "app")])));
    let new_form = json!({"urn:altinn:orgNumber": "313999017", "urn:altinn:organization:identifier-no": "313999041"});
    let expected = attributes(ALTINN_ISSUER, &[("urn:altinn:organization:identifier-no", "313999041")]);
    assert_eq!(subject_sent(TokenKind::Altinn, &new_form).await, json!(expected));
}

#[tokio::test]
async fn a_maskinporten_token_goes_by_its_consumer() {
    let expected = attributes(
        mint::MASKINPORTEN_ISSUER,
        &[
            ("urn:scope", "altinn:correspondence.write"),
            ("urn:altinn:sessionid", "jti-mp"),
            ("urn:altinn:organization:identifier-no", "313999017"),
        ],
    );
    assert_eq!(subject_sent(TokenKind::Maskinporten, &mint::maskinporten("altinn:correspondence.write")).await, json!(expected));
}

#[tokio::test]
async fn a_dialog_tokens_request_asks_about_the_tokens_own_actions() {
    let world = world().await;
    let caller = validated(TokenKind::Dialogporten, &mint::dialog());
    decide(&world, &caller, "313999041", &[Action::Read], false).await.unwrap();
    let issuer = mint::DIALOGPORTEN_ISSUER;
    let expected = request(
        &attributes("Dialogporten", &[RESOURCE, PARTY]),
        &[category(&attributes(issuer, &[(ACTION, "read"), (ACTION, "write")]))],
        &attributes(
            issuer,
            &[("urn:altinn:sessionid", "0f7d2c10-aaaa-4bbb-8ccc-ddddeeeeffff"), ("urn:altinn:person:identifier-no", "01898790041")],
        ),
    );
    assert_eq!(world.only_body(AUTHORIZE).await.to_string(), expected.to_string());
}

#[tokio::test]
async fn other_dialog_tokens_have_their_subjects() {
    let mut system_user = mint::dialog();
    system_user["c"] = json!("urn:altinn:organization:identifier-no:313999068");
    system_user["y"] = json!("urn:altinn:systemuser:uuid:5f0c2b6a-1111-4222-8333-444455556666");
    let expected = attributes(mint::DIALOGPORTEN_ISSUER, &[("urn:altinn:systemuser:uuid", "5f0c2b6a-1111-4222-8333-444455556666")]);
    assert_eq!(subject_sent(TokenKind::Dialogporten, &system_user).await, json!(expected));

    let world = world().await;
    let mut email = mint::dialog();
    email["c"] = json!("urn:altinn:person:idporten-email:kari@example.org");
    let user = json!({"partyType": "self-identified-user", "partyUuid": "00000000-0000-4000-8000-000000000004", "partyId": 4,
        "user": {"userId": 44, "username": "kari@example.org"}});
    world.on(QUERY, [ok(&json!({"data": [organisation("313999041", 51_990_041)]})), ok(&json!({ "data": [user] }))]);
    decide(&world, &validated(TokenKind::Dialogporten, &email), "313999041", &[Action::Read], false).await.unwrap();
    let sent = world.only_body(AUTHORIZE).await;
    assert_eq!(sent["request"]["accessSubject"][0]["attribute"][1]["attributeId"], "urn:altinn:userid");
    assert_eq!(sent["request"]["accessSubject"][0]["attribute"][1]["value"], "44");

    let mut without_actions = mint::dialog();
    without_actions.as_object_mut().unwrap().shift_remove("a");
    let caller = validated(TokenKind::Dialogporten, &without_actions);
    assert!(decide(&world, &caller, "313999041", &[Action::Read], false).await.is_err());
}

#[tokio::test]
async fn the_party_goes_by_its_party_id_where_register_has_one() {
    let caller = validated(TokenKind::Altinn, &mint::organisation("313999041", "x"));
    let unknown = || ok(&json!({"data": []}));
    let mut nine_digits = organisation("313999041", 519_900_410);
    nine_digits["partyId"] = json!(519_900_410);
    for (party, answer, sent) in [
        ("51990041", unknown(), Some(("urn:altinn:partyid", "51990041"))),
        ("313999041", unknown(), Some(("urn:altinn:organization:identifier-no", "313999041"))),
        ("01898790041", unknown(), Some(("urn:altinn:person:identifier-no", "01898790041"))),
        ("313999041", ok(&json!({ "data": [nine_digits] })), Some(("urn:altinn:partyid", "519900410"))),
        ("313999041", ok(&json!({"data": [organisation("313999041", 1_234_567)]})), Some(("urn:altinn:partyid", "1234567"))),
        ("kari@example.org", unknown(), None),
        ("313999041", ok(&json!({"data": [organisation("313999041", 0)]})), None),
        ("313999041", status(403), None),
    ] {
        let world = world().await;
        world.on(QUERY, [answer]);
        let decided = decide(&world, &caller, party, &[Action::Read], false).await;
        match sent {
            Some((name, value)) => {
                decided.unwrap();
                let body = world.only_body(AUTHORIZE).await;
                assert_eq!(body["request"]["resource"][0]["attribute"], json!(attributes("Altinn", &[RESOURCE, (name, value)])), "{party}");
            }
            None => assert!(decided.is_err() && world.count(AUTHORIZE).await == 0, "{party}"),
        }
    }
}

/// The decision about an answer, for a token of this kind and claims.
async fn decided(answer: ResponseTemplate, kind: TokenKind, claims: &Value) -> Result<bool, RemoteError> {
    let world = world().await;
    world.on(AUTHORIZE, [answer]);
    decide(&world, &validated(kind, claims), "51990041", &[Action::Read], false).await
}

#[tokio::test]
async fn only_a_permit_permits() {
    let caller = mint::organisation("313999041", "x");
    for (body, expected) in [
        (permit(None), true),
        (json!({"Response": [{"Decision": "Permit", "Obligations": null}]}), true),
        (json!({"response": [{"decision": "permit"}]}), false),
        (json!({"response": [{"decision": "NotApplicable"}]}), false),
        (json!({"response": [{"decision": "Deny"}]}), false),
        (json!({"response": [{"decision": "Permit"}, {"decision": "Deny"}]}), false),
        (json!({"response": []}), false),
        (json!({"response": null}), false),
        (json!({}), false),
    ] {
        assert_eq!(decided(ok(&body), TokenKind::Altinn, &caller).await, Ok(expected), "{body}");
    }
    let first_counts = json!({"response": [{"decision": "Permit"}, {"decision": "Deny"}]});
    assert_eq!(decided(ok(&first_counts), TokenKind::Dialogporten, &mint::dialog()).await, Ok(true));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_no_decision() {
    let caller = mint::organisation("313999041", "x");
    for answer in [
        status(204),
        status(200),
        status(403),
        status(404),
        ok(&json!(null)),
        ok(&json!([])),
        ok(&json!("Permit")),
        ok(&json!({"response": [{}]})),
        ok(&json!({"response": [null]})),
        ok(&permit(Some("three"))),
        ResponseTemplate::new(200).set_body_string("Permit"),
    ] {
        let result = decided(answer, TokenKind::Altinn, &caller).await;
        assert_eq!(result.unwrap_err().remote(), "decision_point");
    }
}

#[tokio::test]
async fn the_callers_level_must_satisfy_the_obligation() {
    let organisation = |level: Value| {
        let mut claims = mint::organisation("313999041", "x");
        claims["urn:altinn:authlevel"] = level;
        claims
    };
    let mut without_level = mint::organisation("313999041", "x");
    without_level.as_object_mut().unwrap().shift_remove("urn:altinn:authlevel");
    for (claims, minimum, expected) in [
        (organisation(json!(3)), "3", true),
        (organisation(json!("4")), "3", true),
        (organisation(json!(3)), "4", false),
        (without_level.clone(), "0", true),
        (without_level, "1", false),
    ] {
        assert_eq!(decided(ok(&permit(Some(minimum))), TokenKind::Altinn, &claims).await, Ok(expected), "{minimum} of {claims}");
    }
    let maskinporten = mint::maskinporten("x");
    assert_eq!(decided(ok(&permit(Some("1"))), TokenKind::Maskinporten, &maskinporten).await, Ok(false));
    for (level, minimum, expected) in [(json!(4), "3", true), (json!(2), "3", false), (json!(0), "4", true)] {
        let mut claims = mint::dialog();
        claims["l"] = level;
        assert_eq!(decided(ok(&permit(Some(minimum))), TokenKind::Dialogporten, &claims).await, Ok(expected), "{minimum}");
    }
}

#[tokio::test]
async fn obligations_are_found_by_category_in_every_shape() {
    let assignment = |category: &str, value: Value| json!({"attributeId": "z", "value": value, "category": category});
    let minimum = "urn:altinn:minimum-authenticationlevel";
    let answer = |assignments: Value| {
        ok(&json!({"response": [{"decision": "Permit", "obligations": [{"id": "a"}, {"id": "b", "attributeAssignment": assignments}]}]}))
    };
    let (caller, owner) = (mint::organisation("313999041", "x"), mint::service_owner());
    let four = assignment(minimum, json!(4));
    let owners_two = assignment("urn:altinn:minimum-authenticationlevel-org", json!("2"));
    for (assignments, claims, expected) in [
        (json!([four]), &caller, false),
        (json!([{"value": "4"}, assignment(minimum, json!("2")), four]), &caller, true),
        (json!([four, owners_two]), &caller, false),
        (json!([four, owners_two]), &owner, true),
        (json!([assignment("urn:altinn:minimum-authenticationlevel-org", json!("4"))]), &caller, true),
        (json!([]), &caller, true),
    ] {
        assert_eq!(decided(answer(assignments.clone()), TokenKind::Altinn, claims).await, Ok(expected), "{assignments}");
    }
}

#[tokio::test]
async fn every_question_is_asked_anew() {
    let world = world().await;
    let caller = validated(TokenKind::Altinn, &mint::organisation("313999041", "x"));
    world.on(AUTHORIZE, [ok(&permit(None)), ok(&json!({"response": []}))]);
    assert_eq!(decide(&world, &caller, "313999041", &[Action::Read], false).await, Ok(true));
    assert_eq!(decide(&world, &caller, "313999041", &[Action::Read], false).await, Ok(false));
    assert_eq!((world.count(AUTHORIZE).await, world.count(QUERY).await), (2, 1));
}
