//! Letters that their recipients may send on.

use correspondence_testkit::{LetterRequest, altinn_test, organisation, organisation_urn};

altinn_test! {
    async fn needs_a_resource_that_anybody_may_open(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)]).letter("allowForwarding", true);
        altinn.create(&sender, &request.clone().letter("resourceId", "demo-correspondence-level3")).await.refused(400, 1068);
        let letter = altinn.sent(&sender, &request).await;
        for token in [&sender, &recipient] {
            assert_eq!(altinn.overview(token, &letter).await.good()["allowForwarding"], true);
        }
    }
}
