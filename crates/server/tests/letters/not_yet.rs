//! What this version cannot do is refused by name, never silently left out.

use correspondence_testkit::{Altinn, Answer, DEMO, LetterRequest, altinn_test, organisation_urn};
use reqwest::Method;
use serde_json::{Value, json};

const ID: &str = "019c2f5e-7a31-7c44-9f0e-2b6d5a1e8c10";

#[track_caller]
fn assert_names(answer: Answer, name: &str) {
    let body = answer.expect(501).json();
    assert_eq!((body["status"].as_u64(), body["title"].as_str()), (Some(501), Some("Not Implemented")));
    assert!(body["detail"].as_str().unwrap().contains(name), "{name} in {body:#}");
}

async fn call(altinn: &Altinn, method: Method, path: &str, token: &str, body: Option<Value>) -> Answer {
    let call = altinn.call(method, &format!("/correspondence/api/v1{path}")).bearer_auth(token);
    Answer::of(body.map_or(call.try_clone().unwrap(), |body| call.json(&body)).send().await.unwrap()).await
}

altinn_test! {
    async fn members_are_named_and_nothing_is_stored(altinn) {
        let sender = altinn.sender().await;
        let letter = LetterRequest::to(&[organisation_urn(1)]);
        let notification = json!({"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Email"});
        for (request, member) in [
            (letter.clone().letter("notification", notification), "notification"),
            (letter.clone().with("existingAttachments", json!([ID])), "existingAttachments"),
            (letter.clone().letter("allowForwarding", true), "allowForwarding"),
            (
                letter.clone().letter("externalReferences", json!([{"referenceType": "DialogportenDialogId", "referenceValue": ID}])),
                "externalReferences",
            ),
        ] {
            assert_names(altinn.create(&sender, &request).await, member);
        }
        // Rules that do not need what is missing are judged all the same.
        let files = json!([{"fileName": "vedtak.pdf", "sendersReference": "1"}]);
        altinn.create(&sender, &letter.letter("content.attachments", files)).await.refused(400, 1005);
        altinn.drain().await;
        assert!(altinn.found(&sender, &[("resourceId", DEMO), ("role", "sender")]).await.is_empty());
        assert!(altinn.all_events().await.is_empty());
    }

    async fn routes_are_named(altinn) {
        let scopes = "altinn:correspondence.write altinn:correspondence.read altinn:correspondence.forward.check";
        let token = altinn.organisation_token("991825827", scopes).await;
        let forward = call(&altinn, Method::POST, &format!("/correspondence/{ID}/forward"), &token, None).await;
        assert_names(forward, "forward");
        let form = "--x\r\nContent-Disposition: form-data; name=\"Recipients[0]\"\r\n\r\n0192:991825827\r\n--x--\r\n";
        let upload = altinn
            .api(Method::POST, "/upload", &token)
            .header("content-type", "multipart/form-data; boundary=x")
            .body(form);
        assert_names(Answer::of(upload.send().await.unwrap()).await, "multipart/form-data");
    }

    /// Who may not call a route is told that first.
    async fn routes_ask_for_tokens_first(altinn) {
        let recipient = altinn.recipient("991825827").await;
        let _ = call(&altinn, Method::GET, &format!("/attachment/{ID}"), &recipient, None).await.expect(403);
        let _ = altinn.get(&format!("/correspondence/api/v1/attachment/{ID}")).await.expect(401);
        let body = call(&altinn, Method::GET, "/attachment/x", &altinn.sender().await, None).await.expect(400).json();
        assert!(body["errors"]["attachmentId"].is_array(), "{body:#}");
    }
}
