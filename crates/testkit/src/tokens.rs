//! Tokens of the local Altinn's generator.

use crate::altinn::Altinn;
use crate::parties::OWNER;

impl Altinn {
    /// A token of the owner of the built-in resources, who may send and is no service owner: the decision point is asked.
    pub async fn sender(&self) -> String {
        self.organisation_token(OWNER, "altinn:correspondence.write").await
    }

    /// A token of an organisation that may receive.
    pub async fn recipient(&self, organisation: &str) -> String {
        self.organisation_token(organisation, "altinn:correspondence.read").await
    }

    /// A token of a person who may receive.
    pub async fn reader(&self, person: &str) -> String {
        self.token("GetPersonalToken", &[("pid", person), ("scopes", "altinn:correspondence.read")]).await
    }

    /// A token of an organisation with these scopes.
    pub async fn organisation_token(&self, organisation: &str, scopes: &str) -> String {
        self.token("GetEnterpriseToken", &[("orgNo", organisation), ("scopes", scopes)]).await
    }

    /// A token of any kind.
    pub async fn token(&self, kind: &str, query: &[(&str, &str)]) -> String {
        let url = format!("{}/testtools/api/{kind}", self.url());
        let answer = self.client().get(url).query(query).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{kind} {query:?}");
        answer.text().await.unwrap()
    }
}
