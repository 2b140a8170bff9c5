//! What an announcement must say, and what names an adversary may try.

use correspondence_testkit::{altinn_test, announcement, organisation};
use serde_json::{Value, json};

fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut body = announcement("a.pdf");
    body[member] = value.into();
    body
}

altinn_test! {
    async fn names_are_judged_in_order(altinn) {
        let sender = altinn.sender().await;
        for (name, number) in [
            ("", 2010),
            (" ", 2010),
            ("a.exe", 2013),
            ("a.pdf/b", 2013),
            ("../../etc/passwd.txt", 2012),
            ("..\\a.txt", 2012),
            ("a\u{0}.txt", 2012),
            ("a\r\nX: y.txt", 2012),
            ("a\".txt", 2012),
            ("con.txt", 2021),
            ("LPT1.a.txt", 2021),
        ] {
            altinn.announce(&sender, &announcement(name)).await.refused(400, number);
        }
        // Odd, but nobody's enemy: kept as they are.
        for name in ["a\u{202e}fdp.txt", ".pdf", "møte (1).docx", "📧.txt", "a'; filename=b.exe.txt"] {
            let attachment = altinn.announced(&sender, name).await;
            assert_eq!(altinn.attachment_overview(&sender, &attachment).await.good()["fileName"], name);
        }
    }

    async fn members_are_judged(altinn) {
        let sender = altinn.sender().await;
        altinn.announce(&sender, &with("expirationInDays", 0)).await.refused(400, 2017);
        altinn.announce(&sender, &with("resourceId", "nowhere")).await.refused(400, 1036);
        altinn.announce(&sender, &with("resourceId", "demo-app")).await.refused(400, 4009);
        let stranger = altinn.organisation_token(&organisation(1), "altinn:correspondence.write").await;
        altinn.announce(&stranger, &with("fileName", "a.exe")).await.refused(401, 4001);
        for (member, value, key) in [
            ("resourceId", json!(" "), "ResourceId"),
            ("fileName", json!(null), "FileName"),
            ("fileName", json!("x".repeat(256)), "FileName"),
            ("displayName", json!("a\u{0}"), "DisplayName"),
            ("displayName", json!("x".repeat(256)), "DisplayName"),
            ("sendersReference", json!("a\u{0}"), "SendersReference"),
            ("sendersReference", json!(""), "SendersReference"),
            ("checksum", json!("5D41402ABC4B2A76B9719D911017C592"), "Checksum"),
        ] {
            let body = altinn.announce(&sender, &with(member, value)).await.expect(400).json();
            assert!(body["errors"][key].is_array(), "{member}: {body:#}");
        }
        for (body, key) in [(json!({"fileName": "a.pdf", "sendersReference": "1"}), "$"), (with("isEncrypted", "yes"), "$.isEncrypted")] {
            let body = altinn.announce(&sender, &body).await.expect(400).json();
            assert!(body["errors"][key].is_array() && body["errors"]["InitializeAttachmentExt"].is_array(), "{body:#}");
        }
        for (member, value) in [
            ("resourceId", json!("urn:altinn:resource:demo-attachments")),
            ("sender", json!("0192:991825827")),
            ("dataLocationType", json!("anything")),
            ("expirationInDays", json!(2_147_483_647)),
            ("checksum", json!("")),
        ] {
            let _ = altinn.announce(&sender, &with(member, value)).await.expect(200);
        }
    }
}
