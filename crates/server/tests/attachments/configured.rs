//! What an operator may set about files: trusted resources, the archive and its size. A server beside its platform, as in production.

use correspondence_testkit::{
    API, ATTACHMENTS, Answer, LetterRequest, OWNER, Place, Program, announcement, eventually, organisation, organisation_urn, program,
};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::json;

struct Server {
    place: Place,
    url: String,
    client: Client,
    _program: Program,
}

impl Server {
    fn with(variables: &[(&str, &str)]) -> Self {
        let place = Place::of(program!());
        let trusted = [("RUST_LOG", "warn"), ("CORRESPONDENCE__ATTACHMENTS__SCAN_BYPASS_RESOURCES", "demo-correspondence")];
        let program = place.serve(&[&trusted[..], variables].concat());
        Self { url: program.ready(), place, client: Client::builder().no_proxy().build().unwrap(), _program: program }
    }

    async fn token(&self, organisation: &str, scopes: &str) -> String {
        let url = format!("{}/testtools/api/GetEnterpriseToken", self.place.platform_url);
        let call = self.client.get(url).query(&[("orgNo", organisation), ("scopes", scopes)]);
        Answer::of(call.send().await.unwrap()).await.expect(200).text
    }

    fn call(&self, method: Method, path: &str, token: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(token)
    }

    async fn ask(&self, call: RequestBuilder) -> Answer {
        Answer::of(call.send().await.unwrap()).await
    }

    /// A published letter with one file of five bytes; a token of its recipient, and the letter.
    async fn letter(&self) -> (String, String) {
        let sender = self.token(OWNER, "altinn:correspondence.write").await;
        let announced = self.ask(self.call(Method::POST, ATTACHMENTS, &sender).json(&announcement("a.txt"))).await.good();
        let attachment = announced.as_str().unwrap();
        let path = format!("{ATTACHMENTS}/{attachment}/upload");
        let shown = self.ask(self.call(Method::POST, &path, &sender).body("hello")).await.good();
        assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Published"), Some("Bypassed malware scan")));
        let request = LetterRequest::to(&[organisation_urn(1)]).carrying(&[attachment]);
        let created = self.ask(self.call(Method::POST, API, &sender).json(request.body())).await.good();
        let letter = created["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned();
        let recipient = self.token(&organisation(1), "altinn:correspondence.read").await;
        eventually("publication", async || {
            (self.ask(self.call(Method::GET, &format!("{API}/{letter}"), &recipient)).await.status == 200).then_some(())
        })
        .await;
        // A scan that was passed over is not told.
        let told = format!("{}/emulator/events?item={attachment}", self.place.platform_url);
        let events = eventually("the event of the announcement", async || {
            let events = Answer::of(self.client.get(&told).send().await.unwrap()).await.good()["events"].clone();
            (events != json!([])).then_some(events)
        })
        .await;
        assert_eq!(events.as_array().unwrap().len(), 1);
        assert_eq!(events[0]["event"]["type"], "no.altinn.correspondence.attachmentinitialized");
        (recipient, letter)
    }

    async fn archive(&self, (recipient, letter): &(String, String)) -> Answer {
        self.ask(self.call(Method::GET, &format!("{API}/{letter}/attachments/downloadall"), recipient)).await
    }
}

#[tokio::test]
async fn an_archive_holds_as_much_as_the_operator_says() {
    let server = Server::with(&[("CORRESPONDENCE__ATTACHMENTS__ZIP_LIMIT", "4")]);
    let refused = server.archive(&server.letter().await).await.refused(400, 2023);
    assert!(refused["detail"].as_str().unwrap().contains("too large"), "{refused:#}");
    for limit in ["5", "0"] {
        let server = Server::with(&[("CORRESPONDENCE__ATTACHMENTS__ZIP_LIMIT", limit)]);
        assert_eq!(server.archive(&server.letter().await).await.expect(200).bytes.len(), 22 + 5 + 92 + 2 * 5);
    }
}

#[tokio::test]
async fn an_operator_may_offer_no_archives() {
    let server = Server::with(&[("CORRESPONDENCE__ATTACHMENTS__DOWNLOAD_ALL", "false")]);
    let answer = server.archive(&server.letter().await).await.expect(404);
    let body = answer.json();
    assert_eq!((body["title"].as_str(), body["status"].as_u64()), (Some("Not Found"), Some(404)));
    assert!(body.get("errorCode").is_none() && body.get("code").is_none(), "{body:#}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json; charset=utf-8"));
}
