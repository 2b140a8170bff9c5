//! Who scans is the operator's to say (run-contract §2, §5).

use correspondence_testkit::{ATTACHMENTS, Answer, OWNER, Place, announcement, eventually, program};
use reqwest::Client;
use serde_json::Value;

/// What an upload is answered by a server with this scanner. `is_told`: the event of a clean file is waited for.
async fn uploaded(scanner: &str, is_told: bool) -> Value {
    let place = Place::of(program!());
    let server = place.serve(&[("RUST_LOG", "warn"), ("CORRESPONDENCE__ATTACHMENTS__SCANNER", scanner)]);
    let (url, client) = (format!("{}{ATTACHMENTS}", server.ready()), Client::builder().no_proxy().build().unwrap());
    let tokens = format!("{}/testtools/api/GetEnterpriseToken", place.platform_url);
    let token = client.get(tokens).query(&[("orgNo", OWNER), ("scopes", "altinn:correspondence.write")]).send().await.unwrap();
    let token = token.text().await.unwrap();
    let announced = client.post(&url).bearer_auth(&token).json(&announcement("a.txt")).send().await.unwrap();
    let file = Answer::of(announced).await.good().as_str().unwrap().to_owned();
    let upload = client.post(format!("{url}/{file}/upload")).bearer_auth(&token).body("x").send().await.unwrap();
    let shown = Answer::of(upload).await.good();
    let events = format!("{}/emulator/events?item={file}&type=attachmentpublished", place.platform_url);
    if is_told {
        eventually("the event of a clean file", async || {
            let told = Answer::of(client.get(&events).send().await.unwrap()).await.good();
            (told["events"].as_array().unwrap().len() == 1).then_some(())
        })
        .await;
    }
    shown
}

#[tokio::test]
async fn without_a_scanner_files_pass_at_once() {
    let shown = uploaded("none", true).await;
    assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Published"), Some("Published")));
}

#[tokio::test]
async fn with_an_outside_scanner_they_wait() {
    let shown = uploaded("webhook", false).await;
    assert_eq!(shown["status"], "UploadProcessing");
}
