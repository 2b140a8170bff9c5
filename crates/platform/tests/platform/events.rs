//! Events.

use correspondence_domain::identifiers::EventId;
use correspondence_domain::party::PartyUrn;
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_platform::CloudEvent;

use crate::support::{World, header, problem, status};

const PUBLISH: &str = "POST /events/api/v1/events";

fn event() -> CloudEvent {
    CloudEvent::new(
        EventId("11111111-2222-4333-8444-555555555555".parse().unwrap()),
        "correspondenceinitialized",
        Timestamp::parse("2026-03-02T09:15:30.5Z").unwrap(),
        &ResourceId::parse("acc-00001").unwrap(),
        "019bc0e1-2b19-7abc-8def-0123456789ab".parse().unwrap(),
        Some(&PartyUrn::of("991825827").unwrap()),
        "https://platform.altinn.example/correspondence/api/v1/correspondence".to_owned(),
    )
}

#[tokio::test]
async fn an_event_goes_over_the_wire_as_the_remote_wants_it() {
    let world = World::start().await;
    world.on(PUBLISH, [status(200)]);
    world.platform.events.publish(&event()).await.unwrap();
    let call = world.calls(PUBLISH).await.remove(0);
    assert_eq!(header(&call, "content-type"), Some("application/cloudevents+json"));
    assert_eq!(header(&call, "ocp-apim-subscription-key"), None);
    assert_eq!(
        String::from_utf8(call.body).unwrap(),
        "{\"specversion\":\"1.0\",\"id\":\"11111111-2222-4333-8444-555555555555\",\
         \"type\":\"no.altinn.correspondence.correspondenceinitialized\",\"time\":\"2026-03-02T09:15:30.5+00:00\",\
         \"resource\":\"urn:altinn:resource:acc-00001\",\"resourceinstance\":\"019bc0e1-2b19-7abc-8def-0123456789ab\",\
         \"subject\":\"urn:altinn:organization:identifier-no:991825827\",\"alternativesubject\":\"/organisation/991825827\",\
         \"source\":\"https://platform.altinn.example/correspondence/api/v1/correspondence\",\"data\":null}"
    );
}

#[tokio::test]
async fn an_event_that_was_not_taken_is_an_error() {
    for code in [400, 403, 415, 503] {
        let world = World::start().await;
        world.on(PUBLISH, [problem(code, &serde_json::json!({"resource": ["x"]}))]);
        let error = world.platform.events.publish(&event()).await.unwrap_err();
        assert_eq!((error.status(), error.to_string()), (Some(code), format!("events: answered {code} about resource")));
    }
}
