//! The malware scanner of a local Altinn, and verdicts that come by webhook.

use reqwest::Method;
use serde_json::{Value, json};

use crate::altinn::Altinn;
use crate::answer::Answer;

/// Where verdicts are told.
pub const SCAN_RESULTS: &str = "/correspondence/api/v1/webhooks/malwarescanresults";

/// A verdict as the scanner tells it.
#[must_use]
pub fn scan_result(attachment: &str, result: &str) -> Value {
    json!({
        "id": attachment,
        "subject": "attachments",
        "eventType": "Microsoft.Security.MalwareScanningResult",
        "eventTime": "2026-03-02T09:15:30Z",
        "dataVersion": "1.0",
        "data": {
            "blobUri": format!("https://store.example/attachments/{attachment}"),
            "correlationId": attachment,
            "scanResultType": result,
            "scanResultDetails": null,
        },
    })
}

impl Altinn {
    /// From now on the program's own scanner says nothing: verdicts come by webhook, if at all.
    pub async fn silence_scanner(&self) {
        self.outage(&json!({"remote": "clamd", "status": 503})).await;
    }

    /// Tells what the scanner's webhook brings.
    pub async fn scan_results(&self, body: &Value) -> Answer {
        self.post(SCAN_RESULTS, body).await
    }

    /// Tells what a scanner says of a file.
    pub async fn verdict(&self, attachment: &str, result: &str) -> Answer {
        self.scan_results(&scan_result(attachment, result)).await
    }

    /// A file was found clean.
    pub async fn found_clean(&self, attachment: &str) {
        let _ = self.verdict(attachment, "No threats found").await.expect(200);
    }

    /// A file was found to be infected.
    pub async fn found_infected(&self, attachment: &str) {
        let _ = self.verdict(attachment, "Malicious").await.expect(200);
    }

    /// A call that tells a verdict.
    pub fn verdict_call(&self, attachment: &str, result: &str) -> reqwest::RequestBuilder {
        self.call(Method::POST, SCAN_RESULTS).json(&scan_result(attachment, result))
    }
}
