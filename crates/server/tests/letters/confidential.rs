//! Confidential mail: its own resources, and organisations that have somebody who may open it.

use correspondence_testkit::{Altinn, LetterRequest, altinn_test, organisation, organisation_urn, person_urn};
use serde_json::json;

const RESOURCE: &str = "demo-correspondence-confidential";

fn confidential(recipients: &[String]) -> LetterRequest {
    LetterRequest::to(recipients).letter("resourceId", RESOURCE).letter("isConfidential", true)
}

async fn without_roles(altinn: &Altinn, n: u32) {
    altinn.seed(&json!({"organisations": [{"number": organisation(n), "roles": []}]})).await;
}

altinn_test! {
    async fn mail_and_its_resource_go_together(altinn) {
        let sender = altinn.sender().await;
        let request = confidential(&[organisation_urn(1)]);
        altinn.create(&sender, &request.clone().letter("isConfidential", false)).await.refused(400, 1060);
        altinn.create(&sender, &request.clone().letter("resourceId", "demo-correspondence")).await.refused(400, 1061);
        let letters = altinn.created(&sender, &confidential(&[organisation_urn(1), person_urn(1)])).await;
        altinn.drain().await;
        for letter in letters {
            let shown = altinn.overview(&sender, &letter).await.good();
            assert_eq!((shown["status"].as_str(), shown["isConfidential"].as_bool()), (Some("Published"), Some(true)));
        }
    }

    async fn mail_needs_somebody_who_may_open_it(altinn) {
        for n in [2, 4] {
            without_roles(&altinn, n).await;
        }
        altinn.seed(&json!({"organisations": [{"number": organisation(5), "roles": [], "mainUnit": organisation(6)}]})).await;
        let sender = altinn.sender().await;
        let recipients: Vec<String> = (1..=5).map(organisation_urn).collect();
        let body = altinn.create(&sender, &confidential(&recipients)).await.refused(400, 1044);
        let detail = body["detail"].as_str().unwrap();
        let named: Vec<u32> = (1..=5).filter(|n| detail.contains(&organisation(*n))).collect();
        assert_eq!(named, [2, 4], "the main unit of the fifth decides: {detail}");
    }

    async fn mail_fails_when_nobody_may_open_it_any_more(altinn) {
        altinn.set_clock("2030-01-01T08:00:00Z").await;
        let sender = altinn.sender().await;
        let request = confidential(&[organisation_urn(1)]).letter("requestedPublishTime", "2030-01-02T08:00:00Z");
        let letter = altinn.sent(&sender, &request).await;
        without_roles(&altinn, 1).await;
        altinn.after("P1D").await;
        let shown = altinn.overview(&sender, &letter).await.good();
        assert_eq!(shown["status"], "Failed");
        assert!(shown["statusText"].as_str().unwrap().contains("lacks roles"), "{shown:#}");
        assert_eq!(altinn.events(&letter).await, ["correspondenceinitialized", "correspondencepublishfailed"]);
        assert!(altinn.dialog(&letter).await.is_none());
    }
}
