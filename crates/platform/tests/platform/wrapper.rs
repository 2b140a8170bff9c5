//! The wrapper: repeats, headers, limits, figures.

use correspondence_domain::party::{PartyUrn, PersonNumber};
use correspondence_domain::resource::ResourceId;
use correspondence_platform::trace::{self, TraceContext};
use correspondence_platform::{Platform, PlatformError, RemoteError};
use serde_json::json;

use crate::register::{QUERY, organisation};
use crate::support::{World, header, ok, randomness, settings, status};

const RIGHTS: &str = "GET /resourceregistry/api/v1/resource/r/policy/rights";

async fn rights(world: &World) -> Result<(), RemoteError> {
    world.platform.resources.confidentiality(&ResourceId::parse("r").unwrap()).await.map(drop)
}

#[tokio::test]
async fn passing_troubles_are_tried_again_three_times() {
    for code in [408, 429, 500, 502, 503, 504] {
        let world = World::start().await;
        world.on(RIGHTS, [status(code), status(code), status(code), ok(&json!([]))]);
        rights(&world).await.unwrap();
        assert_eq!(world.count(RIGHTS).await, 4, "{code}");
    }
}

#[tokio::test]
async fn after_four_attempts_the_answer_stands() {
    let world = World::start().await;
    world.on(RIGHTS, [status(503)]);
    let error = rights(&world).await.unwrap_err();
    assert_eq!((error.status(), error.remote()), (Some(503), "resource_registry"));
    assert_eq!(world.count(RIGHTS).await, 4);
}

#[tokio::test]
async fn refusals_are_not_tried_again() {
    for code in [400, 403, 409, 410, 422] {
        let world = World::start().await;
        world.on(RIGHTS, [status(code)]);
        assert_eq!(rights(&world).await.unwrap_err().status(), Some(code));
        assert_eq!(world.count(RIGHTS).await, 1, "{code}");
    }
}

#[tokio::test]
async fn the_subscription_key_goes_to_register_and_the_registry_sees_none() {
    let world = World::start().await;
    world.on(QUERY, [ok(&json!({"data": [organisation("313999041", 51_990_041)]}))]);
    world.on(RIGHTS, [ok(&json!([]))]);
    rights(&world).await.unwrap();
    world.platform.register.party(&PartyUrn::of("313999041").unwrap()).await.unwrap();
    let key = "ocp-apim-subscription-key";
    assert_eq!(header(&world.calls(QUERY).await[0], key), Some("the-key"));
    assert_eq!(header(&world.calls(QUERY).await[0], "content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(header(&world.calls(RIGHTS).await[0], key), None);
}

#[tokio::test]
async fn the_trace_goes_on_at_the_remote_also_through_shared_look_ups() {
    let world = World::start().await;
    world.on(QUERY, [ok(&json!({"data": [organisation("313999041", 51_990_041)]}))]);
    let context = TraceContext::parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").unwrap();
    let party = PartyUrn::of("313999041").unwrap();
    trace::scope(context, world.platform.register.party(&party)).await.unwrap();
    let sent = TraceContext::parse(header(&world.calls(QUERY).await[0], "traceparent").unwrap()).unwrap();
    assert_eq!((sent.trace_id, sent.flags), (context.trace_id, 1));
    assert_ne!(sent.span_id, context.span_id);
}

#[tokio::test]
async fn a_remote_that_is_not_there_is_unreachable() {
    let world = World::start().await;
    let mut settings = settings(&world.uri());
    // Port 9 of the own machine: nobody listens.
    settings.contact_registry_url = "http://127.0.0.1:9".to_owned();
    let clock = world.clock.clone();
    let platform = Platform::new(&settings, &(clock as _), &randomness(), &prometheus::Registry::new()).unwrap();
    let error = platform.contacts.reserved(&[PersonNumber::parse("01898790041").unwrap()]).await.unwrap_err();
    assert!(error.is_unreachable() && !error.is_timeout(), "{error}");
    assert!(error.to_string().starts_with("contact_register: not reachable ("), "{error}");
}

#[tokio::test]
async fn calls_are_counted_by_remote_and_outcome() {
    let world = World::start().await;
    world.on(RIGHTS, [status(503), ok(&json!([])), status(403)]);
    rights(&world).await.unwrap();
    rights(&world).await.unwrap_err();
    let text = prometheus::TextEncoder::new().encode_to_string(&world.metrics.gather()).unwrap();
    for line in [
        "correspondence_outbound_call_seconds_count{outcome=\"ok\",remote=\"resource_registry\"} 1",
        "correspondence_outbound_call_seconds_count{outcome=\"refused\",remote=\"resource_registry\"} 1",
        "correspondence_outbound_attempts_total{remote=\"resource_registry\",status=\"5xx\"} 1",
        "correspondence_outbound_attempts_total{remote=\"maskinporten\",status=\"2xx\"} 1",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_named() {
    let world = World::start().await;
    let try_with = |change: fn(&mut correspondence_platform::PlatformSettings)| {
        let mut settings = settings(&world.uri());
        change(&mut settings);
        let clock = world.clock.clone();
        match Platform::new(&settings, &(clock as _), &randomness(), &prometheus::Registry::new()) {
            Err(PlatformError::Setting { key, .. }) => key,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(try_with(|settings| settings.gateway_url = "platform.altinn.no".to_owned()), "platform.gateway_url");
    assert_eq!(try_with(|settings| settings.exchange_url = String::new()), "maskinporten.exchange_url");
    assert_eq!(try_with(|settings| settings.jwk = "x".to_owned()), "maskinporten.jwk");
    assert_eq!(try_with(|settings| settings.subscription_key = "a\nb".to_owned()), "platform.subscription_key");
}
