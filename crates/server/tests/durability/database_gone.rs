//! The database goes away and comes back.

use correspondence_testkit::{API, Answer, Engine, LetterRequest, eventually, organisation_urn};
use reqwest::Method;

use crate::load::Load;
use crate::setting::{BOTH, Setting};
use crate::truth::every_letter_once;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_survives_the_absence_of_its_database() {
    let setting = Setting::on(Engine::Postgres).await;
    let server = setting.serve(BOTH);
    let load = Load::start(&setting, &server, "borte", 500, 8);
    load.created(150).await;
    setting.database.cut_off();
    load.unsure(8).await;

    let health = Answer::of(server.call(Method::GET, "/health").send().await.unwrap()).await.expect(503);
    assert!(health.text.contains("database"), "{}", health.text);
    let _ = Answer::of(server.call(Method::GET, "/healthz").send().await.unwrap()).await.expect(200);
    let create = server.call(Method::POST, API).bearer_auth(&setting.sender).json(LetterRequest::to(&[organisation_urn(1)]).body());
    let failed = Answer::of(create.send().await.unwrap()).await.expect(500);
    assert!(failed.header("content-type").unwrap().contains("json"), "{failed:?}");
    assert!(failed.json()["traceId"].is_string(), "{}", failed.text);

    setting.database.let_back();
    eventually("health", async || {
        let health = server.call(Method::GET, "/health").send().await.unwrap();
        (health.status() == 200).then_some(())
    })
    .await;
    let sent = load.finished().await;
    server.settle().await;
    every_letter_once(&setting, &server, &sent).await;
}
