//! What the platform saw, and what is made to fail there.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use crate::altinn::Altinn;
use crate::answer::Answer;

/// Beginning of every event type.
const EVENT: &str = "no.altinn.correspondence.";

impl Altinn {
    /// Events about a letter in the order of their arrival, repetitions included.
    pub async fn cloud_events(&self, letter: &str) -> Vec<Value> {
        let events = self.get(&format!("/emulator/events?item={letter}")).await.good();
        events["events"].as_array().unwrap().iter().map(|row| row["event"].clone()).collect()
    }

    /// Their types without the prefix.
    pub async fn events(&self, letter: &str) -> Vec<String> {
        let name = |event: &Value| event["type"].as_str().unwrap().strip_prefix(EVENT).unwrap().to_owned();
        self.cloud_events(letter).await.iter().map(name).collect()
    }

    /// How often each event of all letters arrived: by letter and type without the prefix.
    pub async fn all_events(&self) -> BTreeMap<(String, String), usize> {
        let events = self.get("/emulator/events?limit=100000").await.good();
        let mut counts = BTreeMap::new();
        for row in events["events"].as_array().unwrap() {
            let text = |member: &str| row["event"][member].as_str().unwrap().to_owned();
            *counts.entry((text("resourceinstance"), text("type").replace(EVENT, ""))).or_default() += 1;
        }
        counts
    }

    /// The dialog of a letter, if it has one.
    pub async fn dialog(&self, letter: &str) -> Option<Value> {
        let found = self.get(&format!("/emulator/dialogs?correspondence={letter}")).await.good();
        found["dialogs"].as_array().unwrap().first().cloned()
    }

    /// A dialog of `resource` that its owner made for `party` by itself, as an app does, and its id.
    pub async fn foreign_dialog(&self, owner: &str, resource: &str, party: &str) -> String {
        let token = self.organisation_token(owner, "digdir:dialogporten.serviceprovider").await;
        let body = json!({
            "serviceResource": format!("urn:altinn:resource:{resource}"),
            "party": party,
            "status": "RequiresAttention",
            "content": {"title": {"value": [{"value": "Søknad om støtte", "languageCode": "nb"}], "mediaType": "text/plain"}},
        });
        let call = self.call(Method::POST, "/dialogporten/api/v1/serviceowner/dialogs").bearer_auth(token).json(&body);
        Answer::of(call.send().await.unwrap()).await.expect(201).json().as_str().unwrap().to_owned()
    }

    /// The dialog of this id.
    pub async fn dialog_of_id(&self, dialog: &str) -> Value {
        self.get(&format!("/emulator/dialogs/{dialog}")).await.good()
    }

    /// Activities in a dialog, by type.
    pub async fn activities(&self, letter: &str) -> Vec<String> {
        let dialog = self.dialog(letter).await.unwrap();
        dialog["activities"].as_array().unwrap().iter().map(|activity| activity["type"].as_str().unwrap().to_owned()).collect()
    }

    /// How often routes of a remote were called whose path holds `path`.
    pub async fn calls(&self, remote: &str, path: &str) -> u64 {
        self.requests(remote, path).await["total"].as_u64().unwrap()
    }

    /// Calls of a remote: counts by route, and the latest ones.
    pub async fn requests(&self, remote: &str, path: &str) -> Value {
        self.get(&format!("/emulator/requests?remote={remote}&path={path}&limit=500")).await.good()
    }

    /// Counts calls from zero again.
    pub async fn forget_requests(&self) {
        let _ = crate::Answer::of(self.call(Method::DELETE, "/emulator/requests").send().await.unwrap()).await.expect(204);
    }

    /// Makes a remote fail.
    pub async fn outage(&self, outage: &Value) {
        let _ = self.post("/emulator/outage", outage).await.expect(201);
    }

    /// Everything works again.
    pub async fn end_outages(&self) {
        let _ = crate::Answer::of(self.call(Method::DELETE, "/emulator/outage").send().await.unwrap()).await.expect(204);
    }

    /// Adds parties and resources.
    pub async fn seed(&self, seed: &Value) {
        let _ = self.post("/emulator/seed", seed).await.expect(204);
    }
}
