//! Register, the resource registry, and the contact register.

use std::collections::HashSet;

use correspondence_emulator::{EmulatorSettings, Seed};
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::{ORGANISATION, OWNER, PERSON, Platform, json_of, status};

async fn query(platform: &Platform, urns: &[String]) -> Response {
    let path = "/register/api/v1/correspondence/parties/query?fields=identifiers&fields=display-name&fields=user";
    let token = platform.server_token().await;
    let call = platform.post(path).bearer_auth(token).header("Ocp-Apim-Subscription-Key", "any");
    call.json(&json!({"data": urns})).send().await.unwrap()
}

fn organisation(number: &str) -> String {
    format!("urn:altinn:organization:identifier-no:{number}")
}

fn person(number: &str) -> String {
    format!("urn:altinn:person:identifier-no:{number}")
}

#[tokio::test]
async fn parties_are_found_by_every_scheme() {
    let platform = Platform::start().await;
    let urns = [
        organisation(ORGANISATION),
        person(PERSON),
        "urn:altinn:person:idporten-email:kari%40example.no".to_owned(),
        "urn:altinn:person:legacy-selfidentified:gammel_bruker".to_owned(),
    ];
    let response = query(&platform, &urns).await;
    assert_eq!(response.status(), 200);
    let rows = json_of(response).await["data"].as_array().unwrap().clone();
    assert_eq!(
        rows.iter().map(|row| row["partyType"].as_str().unwrap()).collect::<Vec<_>>(),
        ["organization", "person", "self-identified-user", "self-identified-user"]
    );
    assert_eq!(rows[0]["organizationIdentifier"], ORGANISATION);
    assert_eq!(rows[1]["personIdentifier"], PERSON);
    assert_eq!(rows[2]["externalUrn"], "urn:altinn:person:idporten-email:kari%40example.no");
    assert_eq!(rows[3]["user"]["username"], "gammel_bruker");
    for row in &rows {
        assert!(row["displayName"].as_str().is_some_and(|name| !name.is_empty()) && row["versionId"].is_number(), "{row}");
        for urn in
            [format!("urn:altinn:partyid:{}", row["partyId"]), format!("urn:altinn:party:uuid:{}", row["partyUuid"].as_str().unwrap())]
        {
            let again = json_of(query(&platform, &[urn]).await).await;
            assert_eq!(again["data"][0], *row);
        }
    }
    for row in &rows[1..] {
        assert!(row["user"]["userId"].as_i64().unwrap() > 0);
        let again = json_of(query(&platform, &[format!("urn:altinn:userid:{}", row["user"]["userId"])]).await).await;
        assert_eq!(again["data"][0], *row);
    }
}

#[tokio::test]
async fn a_batch_tells_what_is_missing_and_what_could_never_be() {
    let platform = Platform::start().await;
    let partly = query(&platform, &[organisation(OWNER), organisation("319900012"), person("01819090366")]).await;
    assert_eq!(partly.status(), 206);
    assert_eq!(json_of(partly).await["data"].as_array().unwrap().len(), 1);

    let malformed = query(&platform, &[organisation(OWNER), organisation("123456789"), person("01898790042"), "abc".to_owned()]).await;
    assert_eq!(malformed.status(), 400);
    let problem = json_of(malformed).await;
    let errors = problem["errors"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["$.data[1]", "$.data[2]", "$.data[3]"]);
    assert_eq!(errors["$.data[1]"], json!(["Invalid PartyUrn"]));

    let down = query(&platform, &[organisation("319900071")]).await;
    assert_eq!(down.status(), 503);
    let hundred: Vec<String> = (0..100).map(|n| format!("urn:altinn:person:idporten-email:nr{n}@example.no")).collect();
    assert_eq!(query(&platform, &hundred).await.status(), 200);
    let more: Vec<String> = hundred.iter().cloned().chain([organisation(OWNER)]).collect();
    assert_eq!(query(&platform, &more).await.status(), 400);
}

#[tokio::test]
async fn no_two_parties_share_an_id() {
    let platform = Platform::start().await;
    let mut ids = HashSet::new();
    for batch in 0..20 {
        let urns: Vec<String> = (0..100).map(|n| format!("urn:altinn:person:idporten-email:b{batch}n{n}@example.no")).collect();
        for row in json_of(query(&platform, &urns).await).await["data"].as_array().unwrap() {
            assert!(ids.insert(row["partyId"].as_i64().unwrap()), "{row}");
            assert!(ids.insert(-row["user"]["userId"].as_i64().unwrap()), "{row}");
        }
    }
}

async fn roles(platform: &Platform, number: &str) -> Vec<String> {
    let party = platform.read_back(&format!("/parties?id={number}")).await;
    let path = format!("/register/api/v1/correspondence/parties/{}/roles/correspondence-roles", party["partyUuid"].as_str().unwrap());
    let call = platform.get(&path).bearer_auth(platform.server_token().await).header("Ocp-Apim-Subscription-Key", "any");
    let answer = json_of(call.send().await.unwrap()).await;
    answer["data"].as_array().unwrap().iter().map(|row| row["role"]["identifier"].as_str().unwrap().to_owned()).collect()
}

async fn main_units(platform: &Platform, number: &str) -> Value {
    let call = platform.post("/register/api/v1/correspondence/parties/main-units").header("Ocp-Apim-Subscription-Key", "any");
    let call = call.bearer_auth(platform.server_token().await).json(&json!({"data": organisation(number)}));
    json_of(call.send().await.unwrap()).await["data"].clone()
}

#[tokio::test]
async fn roles_and_main_units_follow_the_magic_organisations() {
    let platform = Platform::start().await;
    assert_eq!(roles(&platform, ORGANISATION).await, ["daglig-leder"]);
    assert_eq!(roles(&platform, "319900020").await, [""; 0]);
    assert_eq!(roles(&platform, "319900039").await, ["bostyrer"]);
    assert_eq!(roles(&platform, "319900047").await, [""; 0]);
    assert_eq!(main_units(&platform, ORGANISATION).await, json!([]));
    assert_eq!(main_units(&platform, "319900047").await[0]["organizationIdentifier"], "319900055");
    assert_eq!(roles(&platform, "319900055").await, ["daglig-leder"]);
    assert_eq!(main_units(&platform, "319900063").await[0]["organizationIdentifier"], "319900020");
}

#[tokio::test]
async fn a_seed_overrides_what_is_invented() {
    let seed = r#"
        [[organisations]]
        number = "310000140"
        name = "FJELLREVEN KOMMUNE"
        partyId = 50952483
        roles = ["styreleder"]
        leader = "01898790041"
        [[persons]]
        number = "01898790041"
        reserved = true
        [[resources]]
        id = "my-letters"
        owner = "310000140"
        ownerCode = "fjell"
        minimumLevel = 4
        confidential = "explicit"
    "#;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seed.toml");
    std::fs::write(&path, seed).unwrap();
    let seed = Seed::read(&path).unwrap();
    let platform = Platform::start_with(EmulatorSettings { seed: Some(seed), ..EmulatorSettings::default() }).await;
    let row = json_of(query(&platform, &["urn:altinn:partyid:50952483".to_owned()]).await).await["data"][0].clone();
    assert_eq!((row["displayName"].as_str(), row["organizationIdentifier"].as_str()), (Some("FJELLREVEN KOMMUNE"), Some("310000140")));
    assert_eq!(roles(&platform, ORGANISATION).await, ["styreleder"]);
    let resource = json_of(platform.get("/resourceregistry/api/v1/resource/my-letters").send().await.unwrap()).await;
    assert_eq!(resource["hasCompetentAuthority"]["organization"], "310000140");

    std::fs::write(&path, "[[organisations]]\nnumber = \"310000140\"\nnmae = \"x\"\n").unwrap();
    assert!(Seed::read(&path).unwrap_err().to_string().contains("nmae"));
    let bad = platform.post("/emulator/seed").json(&json!({"organisations": [{"number": "123456789"}]}));
    assert_eq!(status(bad).await, 400);
}

#[tokio::test]
async fn resources_have_owner_kind_rights_and_policy() {
    let platform = Platform::start().await;
    for (id, kind, level, package) in [
        ("demo-correspondence", "CorrespondenceService", 0, None),
        ("demo-correspondence-level3", "CorrespondenceService", 3, None),
        ("demo-correspondence-confidential", "CorrespondenceService", 0, Some("post-til-virksomheten-med-taushetsbelagt-innhold")),
        ("demo-attachments", "GenericAccessResource", 0, None),
        ("demo-app", "AltinnApp", 0, None),
        ("bruno-correspondence", "CorrespondenceService", 0, None),
        ("ttd-dialogporten-automated-tests-correspondence", "CorrespondenceService", 0, None),
    ] {
        let path = format!("/resourceregistry/api/v1/resource/{id}");
        let resource = json_of(platform.get(&path).send().await.unwrap()).await;
        assert_eq!((resource["identifier"].as_str(), resource["resourceType"].as_str()), (Some(id), Some(kind)));
        assert_eq!(resource["hasCompetentAuthority"]["organization"], OWNER);
        assert_eq!(resource["hasCompetentAuthority"]["orgcode"], "ttd");
        assert!(resource["title"]["nb"].is_string() && resource["hasCompetentAuthority"]["name"]["nb"].is_string());
        let rights = json_of(platform.get(&format!("{path}/policy/rights")).send().await.unwrap()).await;
        let packages: Vec<&str> = rights[0]["subjects"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|subject| subject["subjectAttributes"].as_array().unwrap())
            .filter(|attribute| attribute["type"] == "urn:altinn:accesspackage")
            .map(|attribute| attribute["value"].as_str().unwrap())
            .collect();
        assert_eq!(packages.first().copied(), package, "{id}");
        let policy = platform.get(&format!("{path}/policy")).send().await.unwrap();
        assert!(policy.headers()["content-type"].to_str().unwrap().starts_with("text/xml"));
        assert!(policy.text().await.unwrap().contains(&format!("#integer\">{level}<")), "{id}");
    }
    assert_eq!(status(platform.get("/resourceregistry/api/v1/resource/nothing")).await, 404);
    assert_eq!(status(platform.get("/resourceregistry/api/v1/resource/nothing/policy/rights")).await, 404);
    assert_eq!(status(platform.get("/resourceregistry/api/v1/resource/nothing/policy")).await, 404);
}

#[tokio::test]
async fn the_contact_register_knows_who_is_reserved() {
    let platform = Platform::start().await;
    let token = platform.maskinporten_token("krr:global/kontaktinformasjon.read").await;
    let ask = |numbers: Value| {
        platform.post("/kontaktregisteret/rest/v2/personer").bearer_auth(&token).json(&json!({"personidentifikatorer": numbers}))
    };
    let answer = json_of(ask(json!([PERSON, "01819090285", "01819090366"])).send().await.unwrap()).await;
    let rows: Vec<_> =
        answer["personer"].as_array().unwrap().iter().map(|row| (row["reservasjon"].as_str(), row["status"].as_str())).collect();
    assert_eq!(rows, [(Some("NEI"), Some("AKTIV")), (Some("JA"), Some("AKTIV")), (None, Some("IKKE_REGISTRERT"))]);
    assert_eq!(status(ask(json!([]))).await, 400);
    assert_eq!(status(ask(json!(vec![PERSON; 1001]))).await, 400);
    assert_eq!(status(ask(json!(["01819090447"]))).await, 503);
}
