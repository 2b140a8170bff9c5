//! What a sender may ask to be told of a letter outside of Altinn: the rules, in JSON and in forms alike (notifications §3, §4).

use correspondence_testkit::{Altinn, Answer, Form, LetterRequest, altinn_test, organisation_urn, person_urn, redacted_answer};
use serde_json::{Value, json};

/// A letter with a notification that nothing is wrong with, and these members besides.
fn letter(members: &Value) -> LetterRequest {
    let mut notification = json!({
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "EmailPreferred",
        "emailSubject": "Ny melding",
        "emailBody": "Du har fått en melding.",
        "smsBody": "Du har fått en SMS.",
    });
    notification.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    LetterRequest::to(&[organisation_urn(1)]).letter("notification", notification)
}

/// The answers in both forms of the request.
async fn both(altinn: &Altinn, sender: &str, request: &LetterRequest) -> [Answer; 2] {
    [altinn.create(sender, request).await, altinn.create_by_form(sender, &Form::of(request)).await]
}

altinn_test! {
    async fn that_are_well_formed_are_accepted(altinn) {
        let sender = altinn.sender().await;
        let texts = json!({"reminderEmailSubject": "a", "reminderEmailBody": "b", "reminderSmsBody": "c", "sendReminder": true});
        for members in [
            json!({}),
            texts.clone(),
            json!({"notificationTemplate": "GenericAltinnMessage", "emailSubject": null, "smsBody": null, "sendReminder": true}),
            json!({"notificationTemplate": null, "notificationChannel": "Sms", "emailContentType": "Html"}),
            json!({"customRecipients": [{"emailAddress": "kari@example.no"}, {"mobileNumber": "+47 99 00 01 23"}, {"organizationNumber": "1"}]}),
            json!({"customRecipient": {"nationalIdentityNumber": "1"}, "overrideRegisteredContactInformation": true}),
            json!({"customNotificationRecipients": [{"recipientToOverride": "x", "recipients": [{"emailAddress": "a@b.no"}]}]}),
            json!({"sendersReference": "x", "requestedSendTime": "2030-01-01T00:00:00Z"}),
        ] {
            for answer in both(&altinn, &sender, &letter(&members)).await {
                assert_eq!(answer.good()["correspondences"][0]["status"], "ReadyForPublish", "{members}");
            }
        }
        altinn.drain().await;
    }

    async fn that_break_a_rule_are_refused_by_its_number(altinn) {
        let sender = altinn.sender().await;
        for (members, number) in [
            (json!({"overrideRegisteredContactInformation": true}), 3022),
            (json!({"customRecipients": [{"isReserved": false}]}), 3019),
            (json!({"customRecipients": [{"emailAddress": "a@b.no", "mobileNumber": "+4799000123"}]}), 3018),
            (json!({"customRecipients": [{"emailAddress": "a@b.no"}], "emailBody": "Hei $RecipientName$"}), 3015),
            (json!({"customRecipients": [{"mobileNumber": "+4799000123"}], "reminderSmsBody": "$recipientName$"}), 3015),
            (json!({"customRecipients": [{"emailAddress": "a@b.no;c@d.no"}]}), 3011),
            (json!({"customRecipient": {"emailAddress": "bad"}}), 3011),
            (json!({"customNotificationRecipients": [{"recipientToOverride": "x", "recipients": [{"emailAddress": "bad"}]}]}), 3011),
            (json!({"customRecipients": [{"mobileNumber": "99000123"}]}), 3012),
            (json!({"notificationChannel": "Email", "emailSubject": null}), 3002),
            (json!({"notificationChannel": "Email", "sendReminder": true}), 3003),
            (json!({"notificationChannel": "Sms", "smsBody": null}), 3004),
            (json!({"notificationChannel": 1, "sendReminder": true}), 3005),
            (json!({"smsBody": " "}), 3006),
            (json!({"notificationChannel": "Email", "sendReminder": true, "reminderNotificationChannel": "SmsPreferred"}), 3007),
            (json!({"notificationChannel": "EmailAndSms", "emailBody": null}), 3024),
            (json!({"notificationChannel": "Email", "sendReminder": true, "reminderNotificationChannel": "EmailAndSms"}), 3025),
        ] {
            for answer in both(&altinn, &sender, &letter(&members)).await {
                answer.refused(400, number);
            }
        }
        let two = letter(&json!({"customRecipients": [{"emailAddress": "bad"}]})).with("recipients", json!([organisation_urn(1), person_urn(1)]));
        for answer in both(&altinn, &sender, &two).await {
            answer.refused(400, 3017);
        }
        // Empty beside a number, an address is looked at; a form cannot say it.
        let empty = letter(&json!({"customRecipients": [{"organizationNumber": "1", "emailAddress": ""}]}));
        altinn.create(&sender, &empty).await.refused(400, 3011);
        let override_refused = altinn.create(&sender, &letter(&json!({"overrideRegisteredContactInformation": true}))).await;
        insta::with_settings!({prepend_module_to_snapshot => false}, {
            insta::assert_json_snapshot!("notification refused", redacted_answer(&override_refused));
        });
        altinn.drain().await;
        assert!(altinn.all_events().await.is_empty(), "nothing was stored");
    }

    /// An unknown template is told before any other rule, but after the shape; a form takes no number that nobody knows.
    async fn of_unknown_templates_are_refused(altinn) {
        let sender = altinn.sender().await;
        for template in [json!(2), json!(5), json!("-1")] {
            let request = letter(&json!({"notificationTemplate": template})).letter("resourceId", "no-such-resource");
            altinn.create(&sender, &request).await.refused(400, 3023);
            let form = altinn.create_by_form(&sender, &Form::of(&request)).await.expect(400).json();
            assert!(form["errors"]["Correspondence.Notification.NotificationTemplate"][0].is_string(), "{form:#}");
        }
        let blank = letter(&json!({"notificationTemplate": 5})).letter("sendersReference", "");
        assert_eq!(altinn.create(&sender, &blank).await.expect(400).json()["code"], "STD-00000");
    }

    async fn of_a_wrong_shape_are_told_by_key(altinn) {
        let sender = altinn.sender().await;
        for (members, key) in [
            (json!({"emailSubject": "x".repeat(513)}), "EmailSubject"),
            (json!({"reminderSmsBody": "x".repeat(2145)}), "ReminderSmsBody"),
            (json!({"notificationChannel": 9}), "NotificationChannel"),
            (json!({"reminderEmailContentType": 7}), "ReminderEmailContentType"),
        ] {
            for answer in both(&altinn, &sender, &letter(&members)).await {
                let body = answer.expect(400).json();
                assert!(body["errors"][format!("Correspondence.Notification.{key}")][0].is_string(), "{body:#}");
            }
        }
        let null = altinn.create(&sender, &letter(&json!({"customRecipients": [null]}))).await.expect(400).json();
        assert!(null["errors"]["Correspondence.Notification.CustomRecipients[0]"][0].is_string(), "{null:#}");
    }
}
