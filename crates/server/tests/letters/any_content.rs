//! Whatever content is taken is also sent: what a remote cannot take is cut, dropped or mapped for that remote alone (decision 4,
//! integrations §20). The local Dialogporten refuses what the real one refuses. The choices are the same in every run.

use correspondence_testkit::{Altinn, Answer, LetterRequest, altinn_test, organisation, organisation_urn, person_urn};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Letters in one program.
const LETTERS: usize = 120;

/// Texts of up to so many UTF-16 units that say something, from the plain to the odd.
fn text(longest: usize) -> impl Strategy<Value = String> {
    let odd = select(vec![
        "  \u{a0}\u{2003}Vedtak\u{200b} ",
        "å\u{301}\u{327} 👩‍👩‍👧‍👦 🇳🇴",
        "\u{202e}snuet\u{202c} \u{feff}",
        "x & y &amp; &lt;z&gt;",
        "*a* _b_ `c` \\d ~e~",
        "\u{1}\u{7f}\u{85}\u{fffe}.",
        "[her](https://a.example/?q=1&r=2) https://b.example",
        "1. a\n2. b\r\n\tc",
        "{{recipientName}}{{recipientName}}",
        "$recipientName$ \"x\" 'y'",
        "\u{10ffff}",
    ])
    .prop_map(str::to_owned);
    let long = select(vec!["ø", "😀", "ord ", "a"]).prop_map(move |part| part.repeat(longest / part.encode_utf16().count()));
    prop_oneof![3 => "[a-zæøå ,.]{1,40}", 3 => "\\PC{1,60}", 3 => odd, 2 => long].prop_map(move |text| cut(&text, longest))
}

fn cut(text: &str, longest: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= longest
        })
        .collect()
}

/// Texts that may be missing, empty or blank.
fn loose(longest: usize) -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), Just(json!("")), Just(json!(" \t\n")), text(longest).prop_map(Value::from)]
}

fn members() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let texts = (text(255), loose(255), text(30_000), loose(255), text(4096), select(vec!["nb", "nn", "en", "NB", ""]));
    let link = select(vec![
        "https://svar.example/1",
        "HTTPS://SVAR.example/ø?a=b&c=%20#d",
        "https://[::1]:8443/",
        "https://xn--br-yka.example/a'b(c)",
        "https://blåbær.example/",
    ])
    .prop_map(str::to_owned);
    let longest_link = Just(format!("https://svar.example/{}", "x".repeat(234)));
    let reply = (prop_oneof![5 => link, 1 => longest_link], loose(400))
        .prop_map(|(link, text)| if text.is_null() { json!({"linkURL": link}) } else { json!({"linkURL": link, "linkText": text}) });
    let reference = (select(vec!["Generic", "AltinnAppInstance", "AltinnBrokerFileTransfer", "DialogportenProcessId"]), loose(3000))
        .prop_map(|(kind, value)| json!({"referenceType": kind, "referenceValue": value.as_str().unwrap_or_default()}));
    let key = prop_oneof![Just("sak".to_owned()), Just("SAK".to_owned()), Just("Sak".to_owned()), Just(String::new()), text(50)];
    let value = prop_oneof![Just("A".to_owned()), Just("a".to_owned()), Just(String::new()), text(300)];
    let lists = (
        prop::collection::vec(reply, 0..6),
        prop::collection::vec(reference, 0..10),
        prop::collection::vec((key, value), 0..10)
            .prop_map(|properties| properties.into_iter().collect::<std::collections::BTreeMap<_, _>>()),
    );
    let flags = (any::<bool>(), prop::option::of(select(vec!["2031-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])));
    (texts, lists, flags).prop_map(|((title, summary, body, sender, reference, language), (replies, references, properties), flags)| {
        let (confirmation, due) = flags;
        let due = due.or(confirmation.then_some("2031-06-01T00:00:00Z"));
        vec![
            ("content.messageTitle", json!(title)),
            ("content.messageSummary", json!(summary.as_str().unwrap_or_default())),
            ("content.messageBody", json!(body)),
            ("messageSender", sender),
            ("sendersReference", json!(reference)),
            ("content.language", json!(language)),
            ("replyOptions", json!(replies)),
            ("externalReferences", json!(references)),
            ("propertyList", json!(properties)),
            ("isConfirmationNeeded", json!(confirmation)),
            ("dueDateTime", json!(due)),
        ]
    })
}

fn recipients() -> Vec<String> {
    vec![
        organisation_urn(1),
        person_urn(1),
        "urn:altinn:organization:identifier-no:319900098".to_owned(),
        "urn:altinn:person:idporten-email:ola.normann+test@example.no".to_owned(),
        "urn:altinn:person:legacy-selfidentified:ola_normann".to_owned(),
    ]
}

/// The letter if the request is taken, nothing if a rule refuses it. Anything else is a failure.
fn taken(answer: &Answer, request: &LetterRequest) -> Option<String> {
    if answer.status == 400 {
        let body = answer.json();
        assert!(!body["code"].is_null(), "{body:#}");
        return None;
    }
    assert_eq!(answer.status, 200, "{} for {:#}", answer.text, request.body());
    answer.json()["correspondences"][0]["correspondenceId"].as_str().map(str::to_owned)
}

async fn assert_shown_whole(altinn: &Altinn, sender: &str, letter: &str, request: &LetterRequest) {
    let details = altinn.details(sender, letter).await.good();
    let problem = format!("{:#}\n{:#?}", request.body(), altinn.jobs(letter).await);
    assert_eq!(details["status"], "Published", "{problem}");
    let sent = &request.body()["correspondence"];
    for member in ["sendersReference", "propertyList"] {
        assert_eq!(details[member], sent[member], "{member} {problem}");
    }
    let dialog = altinn.dialog(letter).await.unwrap();
    assert!(!dialog["content"]["title"]["value"][0]["value"].as_str().unwrap().is_empty(), "{dialog:#}");
}

altinn_test! {
    async fn that_is_taken_is_sent(altinn) {
        let sender = altinn.sender().await;
        let mut runner = TestRunner::deterministic();
        let strategy = (members(), select(recipients()));
        let mut letters = Vec::new();
        for _ in 0..LETTERS {
            let (members, recipient) = strategy.new_tree(&mut runner).unwrap().current();
            let mut request = LetterRequest::to(&[recipient]);
            for (member, value) in members {
                request = request.letter(member, value);
            }
            letters.extend(taken(&altinn.create(&sender, &request).await, &request).map(|letter| (letter, request)));
        }
        assert!(letters.len() > LETTERS / 2, "{} letters were taken", letters.len());
        altinn.drain().await;
        let recipient = altinn.recipient(&organisation(1)).await;
        for (letter, request) in &letters {
            assert_shown_whole(&altinn, &sender, letter, request).await;
            if request.body()["recipients"][0] == organisation_urn(1) {
                let read = altinn.content(&recipient, letter).await.expect(200);
                assert!(!read.text.is_empty(), "{:#}", request.body());
            }
        }
    }
}
