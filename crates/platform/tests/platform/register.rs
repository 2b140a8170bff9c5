//! Register: who is found, how often it is asked, and what each of its answers means.

use correspondence_domain::party::PartyUrn;
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use crate::support::{World, ok, problem, status};

pub(crate) const QUERY: &str = "POST /register/api/v1/correspondence/parties/query";

/// An organisation as Register shows it.
pub(crate) fn organisation(number: &str, party_id: i64) -> Value {
    json!({"partyType": "organization", "partyUuid": uuid_of(number), "versionId": 1, "partyId": party_id,
        "organizationIdentifier": number, "externalUrn": format!("urn:altinn:organization:identifier-no:{number}"),
        "displayName": format!("FJORD OG FJELL {number} AS")})
}

fn uuid_of(number: &str) -> String {
    format!("00000000-0000-4000-8000-{number:0>12}")
}

fn asked(request: &Request) -> Vec<String> {
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    body["data"].as_array().unwrap().iter().map(|urn| urn.as_str().unwrap().to_owned()).collect()
}

fn numbers(count: usize) -> Vec<PartyUrn> {
    (0..count).map(|n| PartyUrn::of(&format!("{}", 310_000_000 + n)).unwrap()).collect()
}

/// Every organisation that was asked for, in reverse order.
fn everybody(request: &Request) -> ResponseTemplate {
    let rows: Vec<Value> = asked(request).iter().rev().map(|urn| organisation(urn.rsplit(':').next().unwrap(), 51_000_000)).collect();
    ok(&json!({ "data": rows }))
}

#[tokio::test]
async fn parties_are_asked_for_by_the_hundred_and_found_in_any_order() {
    let world = World::start().await;
    world.on_computed(QUERY, everybody);
    let urns = numbers(250);
    let found = world.platform.register.parties(&urns).await.unwrap();
    for urn in &urns {
        assert_eq!(found[urn].organisation.as_ref().unwrap().as_str(), urn.value());
    }
    let mut sizes: Vec<usize> = world.calls(QUERY).await.iter().map(|call| asked(call).len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [50, 100, 100]);
    let query = world.calls(QUERY).await[0].url.query().unwrap().to_owned();
    assert_eq!(query, "fields=identifiers&fields=display-name&fields=user");
    world.platform.register.parties(&urns[40..60]).await.unwrap();
    assert_eq!(world.count(QUERY).await, 3);
}

#[tokio::test]
async fn callers_at_the_same_time_share_the_parties_they_both_ask_for() {
    let world = World::start().await;
    world.on_computed(QUERY, |request| everybody(request).set_delay(crate::support::MAXIMUM_WAIT));
    let urns = numbers(30);
    let register = &world.platform.register;
    let (first, second, third) = tokio::join!(register.parties(&urns[..20]), register.parties(&urns[10..]), register.party(&urns[15]));
    assert_eq!((first.unwrap().len(), second.unwrap().len()), (20, 20));
    assert!(third.unwrap().is_some());
    let asked: Vec<String> = world.calls(QUERY).await.iter().flat_map(asked).collect();
    assert_eq!(asked.len(), 30, "each party is asked for once");
}

#[tokio::test]
async fn a_party_is_remembered_for_a_day_of_the_programs_time() {
    let world = World::start().await;
    world.on_computed(QUERY, everybody);
    let party = &numbers(1)[0];
    let look = async || world.platform.register.party(party).await.unwrap().unwrap();
    assert_eq!(look().await.display_name.as_deref(), Some("Fjord Og Fjell 310000000 As"));
    world.clock.advance_program(86_399);
    look().await;
    assert_eq!(world.count(QUERY).await, 1);
    world.clock.advance_program(1);
    look().await;
    look().await;
    assert_eq!(world.count(QUERY).await, 2);
}

#[tokio::test]
async fn unknown_parties_and_failures_are_asked_again() {
    let world = World::start().await;
    world.on(
        QUERY,
        [
            ResponseTemplate::new(206).set_body_json(json!({"data": []})),
            status(404),
            problem(400, &json!({"$.data[0]": ["Invalid PartyUrn"]})),
            problem(400, &json!({"$.data": ["too many items"]})),
            ok(&json!({"data": [organisation("310000000", 1)]})),
        ],
    );
    let party = &numbers(1)[0];
    for expected in [Ok(false), Ok(false), Ok(false), Err(Some(400)), Ok(true)] {
        let found = world.platform.register.party(party).await;
        assert_eq!(found.map(|party| party.is_some()).map_err(|error| error.status()), expected);
    }
    assert_eq!(world.count(QUERY).await, 5);
}

#[tokio::test]
async fn an_answer_that_is_no_list_of_parties_is_an_error_and_tells_nobodys_number() {
    for answer in [
        status(403),
        ok(&json!({})),
        ok(&json!(null)),
        status(200),
        ResponseTemplate::new(200).set_body_string("15838510075"),
        ok(&json!({"data": [{"partyType": "person", "personIdentifier": "15838510075"}]})),
        problem(403, &json!({"15838510075": ["15838510075 is not yours"]})),
    ] {
        let world = World::start().await;
        world.on(QUERY, [answer]);
        let error = world.platform.register.party(&PartyUrn::of("15838510075").unwrap()).await.unwrap_err();
        assert_eq!(error.remote(), "register");
        assert!(!format!("{error} {error:?}").contains("158385"), "{error}");
    }
}

#[tokio::test]
async fn impossible_numbers_are_unknown_and_the_rest_is_asked_again() {
    let world = World::start().await;
    world.on_computed(QUERY, |request| {
        let bad = asked(request).iter().enumerate().filter(|(_, urn)| urn.ends_with('3')).map(|(at, _)| at).collect::<Vec<_>>();
        if bad.is_empty() {
            return everybody(request);
        }
        let errors: serde_json::Map<String, Value> = bad.iter().map(|at| (format!("$.data[{at}]"), json!(["Invalid PartyUrn"]))).collect();
        problem(400, &Value::Object(errors))
    });
    let urns = numbers(40);
    let found = world.platform.register.parties(&urns).await.unwrap();
    assert_eq!(found.len(), 36);
    assert!(!found.contains_key(&urns[13]) && found.contains_key(&urns[14]));
    assert_eq!(world.count(QUERY).await, 2);
}

#[tokio::test]
async fn every_kind_of_party_is_told_apart_in_one_answer() {
    let world = World::start().await;
    let rows = json!([
        {"partyType": "self-identified-user", "partyUuid": uuid_of("4"), "partyId": 4, "displayName": "kari@example.org",
            "externalUrn": "urn:altinn:person:idporten-email:kari%40example.org", "user": {"userId": 44, "username": "kari@example.org"}},
        {"partyType": "person", "partyUuid": uuid_of("1"), "partyId": 1, "personIdentifier": "01898790041",
            "externalUrn": "urn:altinn:person:identifier-no:01898790041", "user": {"userId": 11, "username": "x"}},
        {"partyType": "self-identified-user", "partyUuid": uuid_of("5"), "partyId": 5, "user": {"userId": 55, "username": "Ola"}},
        organisation("313999041", 2),
        organisation("313999017", 51_990_017),
    ]);
    world.on(QUERY, [ok(&json!({ "data": rows }))]);
    let by_uuid = format!("urn:altinn:party:uuid:{}", uuid_of("313999017"));
    let cases = [
        ("urn:altinn:person:identifier-no:01898790041", 1),
        ("urn:altinn:organization:identifier-no:313999041", 2),
        ("urn:altinn:person:idporten-email:Kari@Example.org", 4),
        ("urn:altinn:person:legacy-selfidentified:ola", 5),
        ("urn:altinn:partyid:51990017", 51_990_017),
        (by_uuid.as_str(), 51_990_017),
    ];
    let urns: Vec<PartyUrn> = cases.iter().map(|(urn, _)| PartyUrn::of(urn).unwrap()).collect();
    let found = world.platform.register.parties(&urns).await.unwrap();
    for (urn, id) in cases {
        assert_eq!(found[&PartyUrn::of(urn).unwrap()].party_id, Some(id), "{urn}");
    }
    assert_eq!(found[&urns[2]].user_id, Some(44));
    assert_eq!(world.count(QUERY).await, 1);
}

#[tokio::test]
async fn roles_and_main_units_are_read() {
    let world = World::start().await;
    let party = uuid_of("313999041");
    let roles = format!("GET /register/api/v1/correspondence/parties/{party}/roles/correspondence-roles");
    let role = |name: &str| json!({"role": {"source": "ccr", "identifier": name, "urn": "x"}, "to": {}, "from": {}});
    world.on(&roles, [ok(&json!({"links": {"next": null}, "data": [role("daglig-leder"), role("styreleder")]})), status(403)]);
    let register = &world.platform.register;
    let party = party.parse().unwrap();
    assert_eq!(register.correspondence_roles(party).await.unwrap(), ["daglig-leder", "styreleder"]);
    assert_eq!(register.correspondence_roles(party).await.unwrap_err().status(), Some(403));
    let main_units = "POST /register/api/v1/correspondence/parties/main-units";
    world.on(main_units, [ok(&json!({"data": [organisation("313999017", 3)]}))]);
    let number = correspondence_domain::party::OrganisationNumber::parse("313999041").unwrap();
    assert_eq!(register.main_units(&number).await.unwrap(), [uuid_of("313999017").parse().unwrap()]);
    assert_eq!(world.only_body(main_units).await, json!({"data": "urn:altinn:organization:identifier-no:313999041"}));
}
