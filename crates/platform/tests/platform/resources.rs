//! The resource registry.

use correspondence_domain::resource::{Confidentiality, ResourceId, ResourceType};
use futures_util::future::join_all;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::support::{World, ok, status};

const RESOURCE: &str = "GET /resourceregistry/api/v1/resource/tdep-letters";

fn id() -> ResourceId {
    ResourceId::parse("urn:altinn:resource:tdep-letters").unwrap()
}

fn resource() -> Value {
    json!({"identifier": "tdep-letters", "title": {"nb": "Brev", "en": "Letters"}, "resourceType": "CorrespondenceService",
        "hasCompetentAuthority": {"name": {"nb": "Testdepartementet"}, "organization": "313999017", "orgcode": "tdep"}})
}

#[tokio::test]
async fn a_resource_is_read_and_remembered_for_ten_minutes_of_the_programs_time() {
    let world = World::start().await;
    world.on(RESOURCE, [ok(&resource()).set_delay(crate::support::MAXIMUM_WAIT)]);
    let id = id();
    let found = join_all((0..16).map(|_| world.platform.resources.resource(&id))).await.remove(0).unwrap().unwrap();
    assert_eq!(
        (found.kind.clone(), found.owner.as_str(), found.owner_code.as_str()),
        (ResourceType::CorrespondenceService, "313999017", "tdep")
    );
    assert_eq!((found.owner_name["nb"].as_str(), found.title["en"].as_str()), ("Testdepartementet", "Letters"));
    assert_eq!(world.count(RESOURCE).await, 1);
    world.clock.advance_program(599);
    world.platform.resources.resource(&id).await.unwrap();
    assert_eq!(world.count(RESOURCE).await, 1);
    world.clock.advance_program(1);
    world.platform.resources.resource(&id).await.unwrap();
    assert_eq!(world.count(RESOURCE).await, 2);
}

#[tokio::test]
async fn an_unknown_resource_is_none_and_asked_for_again() {
    let world = World::start().await;
    world.on(RESOURCE, [status(404), status(204), ok(&resource())]);
    for expected in [false, false, true] {
        assert_eq!(world.platform.resources.resource(&id()).await.unwrap().is_some(), expected);
    }
}

#[tokio::test]
async fn anything_else_is_an_error_that_is_not_remembered() {
    let without = |name: &str| {
        let mut body = resource();
        body.as_object_mut().unwrap().shift_remove(name);
        ok(&body)
    };
    for answer in [
        without("identifier"),
        without("title"),
        without("resourceType"),
        without("hasCompetentAuthority"),
        ok(&json!({"identifier": "x", "title": {}, "resourceType": "x", "hasCompetentAuthority": {"orgcode": "tdep"}})),
        ok(&json!(null)),
        ok(&json!([])),
        ResponseTemplate::new(202).set_body_json(resource()),
        status(403),
    ] {
        let world = World::start().await;
        world.on(RESOURCE, [answer, ok(&resource())]);
        assert!(world.platform.resources.resource(&id()).await.is_err());
        assert!(world.platform.resources.resource(&id()).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_path_cannot_be_left_by_an_id() {
    let world = World::start().await;
    world.on("GET /resourceregistry/api/v1/resource/a%2Fb%3F", [ok(&resource())]);
    let strange = |text: &str| ResourceId::parse(text).unwrap();
    assert!(world.platform.resources.resource(&strange("a/b?")).await.unwrap().is_some());
    assert!(world.platform.resources.resource(&strange("..")).await.unwrap().is_none());
}

#[tokio::test]
async fn access_packages_decide_about_confidentiality() {
    let rights = "GET /resourceregistry/api/v1/resource/tdep-letters/policy/rights";
    let right = |kind: &str, value: &str| {
        json!([{"action": {"type": "a", "value": "read"}, "subjects": [
            {"subjectAttributes": [{"type": "urn:altinn:rolecode", "value": "dagl"}]}, {"subjectAttributes": [{"type": kind, "value": value}]}]}])
    };
    let package = |value: &str| ok(&right("urn:altinn:accesspackage", value));
    for (answer, expected) in [
        (package("post-til-virksomheten-med-taushetsbelagt-innhold"), Confidentiality::Confidential),
        (package("eksplisitt"), Confidentiality::ExplicitlyDelegated),
        (package("something-else"), Confidentiality::NotConfidential),
        (ok(&right("urn:altinn:rolecode", "eksplisitt")), Confidentiality::NotConfidential),
        (status(204), Confidentiality::NotConfidential),
        (status(404), Confidentiality::NotConfidential),
    ] {
        let world = World::start().await;
        world.on(rights, [answer]);
        assert_eq!(world.platform.resources.confidentiality(&id()).await, Ok(expected));
    }
    for answer in [status(403), ok(&json!({})), status(200)] {
        let world = World::start().await;
        world.on(rights, [answer]);
        assert!(world.platform.resources.confidentiality(&id()).await.is_err());
    }
}

#[tokio::test]
async fn the_minimum_level_comes_from_the_policys_obligations() {
    let policy = "GET /resourceregistry/api/v1/resource/tdep-letters/policy";
    let world = World::start().await;
    let xml = "<p:Policy xmlns:p=\"urn:p\"><p:ObligationExpressions><p:ObligationExpression><p:AttributeAssignmentExpression>\
        <p:AttributeValue DataType=\"http://www.w3.org/2001/XMLSchema#integer\">3</p:AttributeValue>\
        </p:AttributeAssignmentExpression></p:ObligationExpression></p:ObligationExpressions></p:Policy>";
    world.on(policy, [ResponseTemplate::new(200).set_body_raw(xml, "text/xml; charset=utf-8")]);
    assert_eq!(world.platform.resources.minimum_level(&id()).await, Ok(3));
    for answer in [status(204), status(404), status(200), ResponseTemplate::new(200).set_body_string("<Policy/>")] {
        world.on(policy, [answer]);
        assert!(world.platform.resources.minimum_level(&id()).await.is_err());
    }
}
