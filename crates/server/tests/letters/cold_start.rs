//! The first calls after a start find nothing cached: what they need is fetched once for all of them.

use correspondence_testkit::{API, LetterRequest, all_at_once, altinn_test, organisation, organisation_urn};

altinn_test! {
    async fn sixteen_first_calls_share_what_they_need(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        altinn.forget_requests().await;
        let request = LetterRequest::to(&[organisation_urn(1)]);
        let url = format!("{}{API}", altinn.url());
        let calls = (0..16).map(|n| {
            let client = altinn.another_client();
            if n % 2 == 0 {
                client.post(&url).bearer_auth(&sender).json(request.body())
            } else {
                client.get(&url).bearer_auth(&recipient).query(&[("resourceId", "demo-correspondence"), ("role", "recipient")])
            }
        });
        for answer in all_at_once(calls.collect()).await {
            let _ = answer.expect(200);
        }
        altinn.drain().await;

        assert_eq!(altinn.calls("maskinporten", "/token").await, 1, "one grant for everybody");
        assert_eq!(altinn.calls("authentication", "/exchange/").await, 1, "one exchange for everybody");
        assert_eq!(altinn.calls("authentication", "/.well-known/").await, 2, "issuer and keys");
        let registry = altinn.requests("resourceregistry", "").await;
        let resource = registry["counts"].as_array().unwrap().iter().find(|row| row["route"] == "/resourceregistry/api/v1/resource/{id}");
        assert_eq!(resource.unwrap()["count"], 1, "rights are asked for at every creation, the resource once");

        let queries = altinn.requests("register", "query").await;
        let asked: String = queries["latest"].as_array().unwrap().iter().map(|call| call["body"].as_str().unwrap()).collect();
        for party in [organisation(1), "991825827".to_owned()] {
            assert_eq!(asked.matches(&party).count(), 1, "{party} in {asked}");
        }
    }
}
