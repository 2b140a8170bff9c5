//! What a letter says, to whom.

use correspondence_testkit::{LetterRequest, altinn_test, organisation, organisation_urn, person, person_urn};
use serde_json::{Value, json};

fn reply_options(count: usize) -> Value {
    (1..=count).map(|n| json!({"linkURL": format!("https://svar.example/{n}"), "linkText": format!("Svar {n}")})).collect()
}

altinn_test! {
    async fn name_their_recipient(altinn) {
        altinn.seed(&json!({
            "organisations": [{"number": organisation(1), "name": "FJELLREVEN KOMMUNE"}],
            "persons": [{"number": person(1), "name": "KARI NORDMANN"}],
        }))
        .await;
        let sender = altinn.sender().await;
        let request = LetterRequest::to(&[organisation_urn(1), person_urn(1), "urn:altinn:organization:identifier-no:319900098".to_owned()])
            .letter("content.messageTitle", "Til {{recipientName}}")
            .letter("content.messageSummary", "Brev til {{recipientName}} og {{recipientname}}")
            .letter("content.messageBody", "Hei {{recipientName}}, kjære {{recipientName}}!");
        let letters = altinn.created(&sender, &request).await;
        altinn.drain().await;
        let tokens =
            [altinn.recipient(&organisation(1)).await, altinn.reader(&person(1)).await, altinn.recipient("319900098").await];
        for ((letter, token), name) in letters.iter().zip(&tokens).zip(["Fjellreven Kommune", "Kari Nordmann", ""]) {
            let content = &altinn.overview(token, letter).await.good()["content"];
            assert_eq!(content["messageTitle"], format!("Til {name}"));
            assert_eq!(content["messageSummary"], format!("Brev til {name} og {{{{recipientname}}}}"));
            assert_eq!(content["messageBody"], format!("Hei {name}, kjære {name}!"));
            assert_eq!(altinn.content(token, letter).await.expect(200).text.trim(), format!("Hei {name}, kjære {name}!"));
            let title = &altinn.dialog(letter).await.unwrap()["content"]["title"]["value"][0]["value"];
            assert_eq!(title.as_str().unwrap().trim(), format!("Til {name}").trim());
        }
    }

    async fn end_with_their_reply_options_when_there_are_more_than_three(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let request = LetterRequest::to(&[organisation_urn(1)]);
        for (language, label) in [("nb", "Svarvalg:"), ("nn", "Svarval:"), ("en", "Reply options:")] {
            let request = request.clone().letter("content.language", language);
            let few = altinn.sent(&sender, &request.clone().letter("replyOptions", reply_options(3))).await;
            let many = altinn.sent(&sender, &request.letter("replyOptions", reply_options(4))).await;

            let shown = altinn.overview(&recipient, &few).await.good();
            assert_eq!(shown["content"]["messageBody"], "Vedtaket er **innvilget**.");
            assert_eq!(shown["replyOptions"], reply_options(3));
            let shown = altinn.overview(&recipient, &many).await.good();
            let links = [1, 2, 3, 4].map(|n| format!("\nSvar {n}: https://svar.example/{n}")).concat();
            let body = shown["content"]["messageBody"].as_str().unwrap();
            assert_eq!(body.trim_end(), format!("Vedtaket er **innvilget**.\n\n{label}{links}"));
            assert_eq!(shown["replyOptions"], reply_options(4));
            let details = altinn.details(&recipient, &many).await.good();
            assert_eq!(details["content"]["messageBody"], "Vedtaket er **innvilget**.");
            let content = altinn.content(&recipient, &many).await.expect(200);
            assert!(content.text.contains(label) && content.text.contains("https://svar.example/4"), "{}", content.text);

            let (few, many) = (altinn.dialog(&few).await.unwrap(), altinn.dialog(&many).await.unwrap());
            assert_eq!(few["guiActions"].to_string().matches("https://svar.example/").count(), 3);
            assert_eq!(many["guiActions"].to_string().matches("https://svar.example/").count(), 0);
        }
    }

    async fn in_html_become_markdown_for_reading(altinn) {
        let (sender, recipient) = (altinn.sender().await, altinn.recipient(&organisation(1)).await);
        let body = "<h1>Vedtak</h1><p>Du får <strong>støtte</strong>. <a href=\"https://example.no/klage\">Klag</a></p>";
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)]).letter("content.messageBody", body)).await;
        assert_eq!(altinn.overview(&recipient, &letter).await.good()["content"]["messageBody"], body);
        let content = altinn.content(&recipient, &letter).await.expect(200).text;
        for part in ["# Vedtak", "**støtte**", "[Klag](https://example.no/klage)"] {
            assert!(content.contains(part), "{part} in {content}");
        }
        assert!(!content.contains("<p>"), "{content}");
    }

    async fn are_not_for_the_sender_once_the_letter_is_published(altinn) {
        let sender = altinn.sender().await;
        let letter = altinn.sent(&sender, &LetterRequest::to(&[organisation_urn(1)])).await;
        let nothing = json!({"attachments": [], "language": "no", "messageTitle": "", "messageSummary": "", "messageBody": ""});
        assert_eq!(altinn.overview(&sender, &letter).await.good()["content"], nothing);
        assert_eq!(altinn.details(&sender, &letter).await.good()["content"], nothing);
        assert_eq!(altinn.content(&sender, &letter).await.expect(403).text, "");
        let both = altinn.organisation_token("991825827", "altinn:correspondence.write altinn:correspondence.read").await;
        altinn.content(&both, &letter).await.refused(401, 4001);
        let stranger = altinn.recipient(&organisation(2)).await;
        altinn.overview(&stranger, &letter).await.refused(401, 4001);
    }
}
