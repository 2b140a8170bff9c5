use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::correspondence::create::{
    InitializeRequest, RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
use crate::error::Refusal;
use crate::identifiers::ContentId;
use crate::party::normalise_recipient;
use crate::time::Timestamp;

const NOW: &str = "2026-03-02T09:00:00Z";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn checked(recipients: &[&str], change: impl FnOnce(&mut RequestedCorrespondence)) -> Checked {
    let content = RequestedContent {
        message_title: Some("Vedtak".to_owned()),
        message_body: Some("Hei {{recipientName}}.".to_owned()),
        ..Default::default()
    };
    let mut correspondence = RequestedCorrespondence {
        resource_id: Some("urn:altinn:resource:demo-correspondence".to_owned()),
        senders_reference: Some("417".to_owned()),
        content: Some(content),
        ..Default::default()
    };
    change(&mut correspondence);
    let recipients = Some(recipients.iter().map(|&recipient| Some(recipient.to_owned())).collect());
    Checked::from_shape(InitializeRequest { correspondence: Some(correspondence), recipients, ..Default::default() }).unwrap()
}

fn one(change: impl FnOnce(&mut RequestedCorrespondence)) -> Checked {
    checked(&["0192:991825827"], change)
}

fn text(change: impl FnOnce(&mut RequestedContent)) -> Checked {
    one(|c| change(c.content.as_mut().unwrap()))
}

fn references(given: &[(i64, &str)]) -> Vec<Option<RequestedReference>> {
    given.iter().map(|&(kind, value)| Some(RequestedReference { reference_type: kind, reference_value: Some(value.to_owned()) })).collect()
}

fn link(url: &str) -> Vec<Option<RequestedReplyOption>> {
    vec![Some(RequestedReplyOption { link_url: Some(url.to_owned()), link_text: None })]
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, number: u16) {
    assert_eq!(result.map_err(|refusal| refusal.error.number()).err(), Some(number));
}

#[test]
fn defaults_are_filled_in() {
    let request = text(|c| c.language = Some("  ".to_owned()));
    assert_eq!((request.language.as_str(), request.summary.as_str(), request.resource.as_str()), ("nb", "", "demo-correspondence"));
    assert_eq!(request.publish_time(at(NOW)), at(NOW));
    assert!(request.uses_recipient_name());
    let content = request.content(ContentId(Uuid::from_u128(1)));
    assert_eq!((content.title.as_str(), content.senders_reference.as_str()), ("Vedtak", "417"));
    assert_eq!(text(|c| c.language = Some("NN".to_owned())).language, "NN", "stored as it was sent");
    assert!(!text(|c| c.message_body = Some("Hei.".to_owned())).uses_recipient_name());
}

#[test]
fn a_direct_caller_cannot_pass_over_what_is_required() {
    refused(Checked::from_shape(InitializeRequest::default()), 1019);
    let without_resource = RequestedCorrespondence { content: Some(RequestedContent::default()), ..Default::default() };
    refused(Checked::from_shape(InitializeRequest { correspondence: Some(without_resource), ..Default::default() }), 1036);
}

#[test]
fn a_key_takes_one_recipient() {
    let mut request = checked(&["0192:991825827", "15838510075"], |_| {});
    assert!(check_key_has_one_recipient(&request).is_ok());
    request.idempotent_key = Some(Uuid::from_u128(1).into());
    refused(check_key_has_one_recipient(&request), 1047);
    request.given_recipients.pop();
    assert!(check_key_has_one_recipient(&request).is_ok());
}

#[test]
fn recipients_differ_after_normalisation() {
    let urn = "urn:altinn:organization:identifier-no:991825827";
    let found = recipients(&checked(&["0192:991825827", "15838510075"], |_| {})).unwrap();
    let found: Vec<&str> = found.iter().map(crate::party::PartyUrn::as_str).collect();
    assert_eq!(found, [urn, "urn:altinn:person:identifier-no:15838510075"]);
    refused(recipients(&checked(&["0192:991825827", urn], |_| {})), 1006);
    let mail = "urn:altinn:person:idporten-email:";
    refused(recipients(&checked(&[&format!("{mail}Kari@Example.org"), &format!("{mail}kari@example.org")], |_| {})), 1006);
}

#[test]
fn due_dates_lie_ahead_of_now_and_of_publishing() {
    refused(check_due_date_given(&one(|c| c.is_confirmation_needed = true)), 1016);
    assert!(check_due_date_given(&one(|_| {})).is_ok());
    let due = |due: &str, publish: Option<&str>| {
        check_due_date(
            &one(|c| {
                c.due_date_time = Some(at(due));
                c.requested_publish_time = publish.map(at);
            }),
            at(NOW),
        )
    };
    refused(due("2026-03-02T08:59:59Z", None), 1008);
    refused(due("2026-03-02T08:59:59Z", Some("2026-03-03T00:00:00Z")), 1008);
    refused(due("2026-03-02T10:00:00Z", Some("2026-03-02T11:00:00Z")), 1009);
    for (good, publish) in [(NOW, None), ("2026-03-02T11:00:00Z", Some("2026-03-02T11:00:00Z")), (NOW, Some("2020-01-01"))] {
        assert!(due(good, publish).is_ok(), "{good}");
    }
}

#[test]
fn texts_are_judged_in_order() {
    let set = |title: &str, summary: &str, body: &str, language: &str| {
        check_content(&text(|c| {
            c.message_title = Some(title.to_owned());
            c.message_summary = Some(summary.to_owned());
            c.message_body = Some(body.to_owned());
            c.language = Some(language.to_owned());
        }))
    };
    let (line, long_body) = ("x".repeat(256), "x".repeat(30_001));
    refused(set(" ", &line, "", "fr"), 1020);
    refused(set(&format!("<b>{line}"), &line, "", "fr"), 1002);
    refused(set("# Vedtak", "", "a", "nb"), 1002);
    refused(set(&line, &line, "", "fr"), 1037);
    refused(set("t", &line, "\0", "fr"), 1042);
    refused(set("t", "s", "\0", "fr"), 1003);
    refused(set("t", "s", " ", "fr"), 1021);
    refused(set("t", "s", &long_body, "fr"), 1022);
    for language in ["fr", "no", "n "] {
        refused(set("t", "s", "b", language), 1023);
    }
    for language in ["nb", "NN", "En"] {
        assert!(set("t", "<b>fet</b> og # tekst", "<h1>Hei</h1>", language).is_ok());
    }
    refused(check_message_sender(&one(|c| c.message_sender = Some("<i>Fjord</i> kommune".to_owned()))), 1039);
    for good in [None, Some(String::new()), Some("Fjord $x$ kommune".to_owned())] {
        assert!(check_message_sender(&one(|c| c.message_sender = good)).is_ok());
    }
}

#[test]
fn references_into_a_dialog_are_judged_in_order() {
    const DIALOG: &str = "019bc0e1-2b19-7864-b52f-78e6f7a61ee9";
    let check = |given: &[(i64, &str)]| check_references(&one(|c| c.external_references = references(given)));
    refused(check(&[(6, "1"), (6, "Alert"), (3, "x")]), 1052);
    refused(check(&[(6, "Acceptance")]), 1053);
    for bad in ["not-a-guid", "", "  ", "urn:uuid:019bc0e1-2b19-7864-b52f-78e6f7a61ee9"] {
        refused(check(&[(6, "1"), (3, bad)]), 1048);
    }
    let two = checked(&["0192:991825827", "15838510075"], |c| {
        c.external_references = references(&[(3, DIALOG)]);
        c.reply_options = link("https://example.no");
    });
    refused(check_references(&two), 1045);
    refused(
        check_references(&one(|c| {
            c.external_references = references(&[(3, DIALOG)]);
            c.reply_options = link("https://example.no");
        })),
        1051,
    );
    refused(
        check_references(&one(|c| {
            c.external_references = references(&[(3, DIALOG)]);
            c.is_confirmation_needed = true;
        })),
        1051,
    );
    assert!(check(&[(3, DIALOG), (6, "1")]).is_ok());
    for form in [format!("{{{}}}", DIALOG.to_uppercase()), format!(" ({DIALOG}) "), DIALOG.replace('-', "")] {
        let request = one(|c| c.external_references = references(&[(0, "x"), (3, &form), (3, "x")]));
        assert!(check_references(&request).is_ok(), "{form}");
        assert_eq!(request.dialog().map(|dialog| dialog.to_string()).as_deref(), Some(DIALOG), "{form}");
    }
    assert!(check(&[(0, "x"), (99, "y")]).is_ok());
}

#[test]
fn files_are_judged_by_name_before_they_are_missed() {
    refused(pair_files(&entries(&["a.pdf", "b.exe"]), &[]).map(drop), 2013);
    refused(pair_files(&entries(&[" "]), &[]).map(drop), 2010);
    refused(pair_files(&entries(&["a.pdf"]), &[]).map(drop), 1005);
    refused(pair_files(&entries(&[]), &files(&["a.pdf"])).map(drop), 1005);
    assert_eq!(pair_files(&entries(&[]), &[]), Ok(Vec::new()));
    let mut many = entries(&["a.pdf"; 100]);
    assert!(check_attachment_count(&many).is_ok());
    many.existing_attachments.push(Uuid::from_u128(1).into());
    refused(check_attachment_count(&many), 1038);
}

fn entries(names: &[&str]) -> Checked {
    text(|c| {
        let attachment = |&name: &&str| Some(RequestedAttachment { file_name: Some(name.to_owned()), ..Default::default() });
        c.attachments = names.iter().map(attachment).collect();
    })
}

fn files<'a>(names: &[&'a str]) -> Vec<ComingFile<'a>> {
    names.iter().map(|name| ComingFile { name, size: 1 }).collect()
}

#[test]
fn an_entry_takes_the_file_in_its_place_or_the_only_one_of_its_name() {
    let pair = |names: &[&str], given: &[&str]| pair_files(&entries(names), &files(given));
    assert_eq!(pair(&["a.pdf", "b.pdf"], &["a.pdf", "b.pdf"]), Ok(vec![0, 1]));
    assert_eq!(pair(&["a.pdf", "b.pdf"], &["b.pdf", "a.pdf"]), Ok(vec![1, 0]));
    assert_eq!(pair(&["a.pdf", "a.pdf"], &["a.pdf", "a.pdf"]), Ok(vec![0, 1]));
    refused(pair(&["a.pdf", "a.pdf", "b.pdf"], &["a.pdf", "b.pdf", "a.pdf"]).map(drop), 1005);
    refused(pair(&["a.pdf", "b.pdf"], &["a.pdf", "a.pdf"]).map(drop), 1005);
    refused(pair(&["a.pdf"], &["A.pdf"]).map(drop), 1005);
    let sized = |size| pair_files(&entries(&["a.pdf"]), &[ComingFile { name: "a.pdf", size }]);
    refused(sized(0).map(drop), 2004);
    refused(sized(MOST_FILE_BYTES + 1).map(drop), 2004);
    assert_eq!(sized(MOST_FILE_BYTES), Ok(vec![0]));
}

#[test]
fn forwarding_counts_every_file() {
    let mut request = one(|c| c.allow_forwarding = true);
    let file = |size| [ComingFile { name: "a.pdf", size }];
    assert!(check_forwarded_size(&request, &[], &file(10_000_000)).is_ok());
    refused(check_forwarded_size(&request, &[], &file(10_000_001)), 1069);
    request.allow_forwarding = false;
    assert!(check_forwarded_size(&request, &[], &file(10_000_001)).is_ok());
}

#[test]
fn reply_links_are_https_addresses() {
    let long = format!("https://example.no/{}", "x".repeat(237));
    for bad in ["http://example.no", "/svar", "not a link", "", &long] {
        refused(check_reply_options(&one(|c| c.reply_options = link(bad))), 1035);
    }
    for good in ["HTTPS://example.no/a?b=c#d", &long[..255]] {
        assert!(check_reply_options(&one(|c| c.reply_options = link(good))).is_ok(), "{good}");
    }
}

proptest! {
    #[test]
    fn normalising_a_recipient_twice_changes_nothing(
        recipient in prop_oneof![
            "0192:[0-9]{9}",
            "urn:altinn:organization:identifier-no:[0-9]{9}",
            "urn:altinn:person:idporten-email:[A-Za-zÆØÅ.]{1,9}@[A-Za-zİ.]{1,9}",
            "urn:altinn:person:legacy-selfidentified:[A-Za-z0-9 æøåẞİ]{1,20}",
            Just("15838510075".to_owned()),
            any::<String>(),
        ]
    ) {
        if let Ok(urn) = normalise_recipient(&recipient) {
            prop_assert_eq!(normalise_recipient(urn.as_str()), Ok(urn));
        }
    }
}
