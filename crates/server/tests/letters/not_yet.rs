//! What this version cannot do is refused by name, never silently left out.

use correspondence_testkit::{Answer, altinn_test};
use reqwest::Method;

const ID: &str = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";

altinn_test! {
    async fn routes_are_named(altinn) {
        let token = altinn.organisation_token("991825827", "altinn:correspondence.read").await;
        let forward = altinn.api(Method::POST, &format!("/{ID}/forward"), &token);
        let body = Answer::of(forward.send().await.unwrap()).await.expect(501).json();
        assert_eq!((body["status"].as_u64(), body["title"].as_str()), (Some(501), Some("Not Implemented")));
        assert!(body["detail"].as_str().unwrap().contains("forward"), "{body:#}");
    }
}
