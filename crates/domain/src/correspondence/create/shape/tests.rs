use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::correspondence::create::{
    RequestedAttachment, RequestedContent, RequestedCorrespondence, RequestedNotification, RequestedNotificationOverride,
    RequestedNotificationRecipient, RequestedReference, RequestedReplyOption,
};

#[expect(clippy::unnecessary_wraps, reason = "members of a request are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// A request that nothing is wrong with, changed.
fn request(change: impl FnOnce(&mut InitializeRequest)) -> InitializeRequest {
    let mut request = InitializeRequest {
        correspondence: Some(RequestedCorrespondence {
            resource_id: some("demo-correspondence"),
            senders_reference: some("417"),
            content: Some(RequestedContent { message_title: some("Vedtak"), message_body: some("Hei."), ..Default::default() }),
            ..Default::default()
        }),
        recipients: Some(vec![some("0192:991825827")]),
        ..Default::default()
    };
    change(&mut request);
    request
}

fn correspondence(change: impl FnOnce(&mut RequestedCorrespondence)) -> InitializeRequest {
    request(|request| change(request.correspondence.as_mut().unwrap()))
}

fn content(change: impl FnOnce(&mut RequestedContent)) -> InitializeRequest {
    correspondence(|correspondence| change(correspondence.content.as_mut().unwrap()))
}

fn attachment(change: impl FnOnce(&mut RequestedAttachment)) -> InitializeRequest {
    let mut attachment = RequestedAttachment { file_name: some("a.pdf"), senders_reference: some("V-1"), ..Default::default() };
    change(&mut attachment);
    content(|content| content.attachments = vec![None, Some(attachment)].split_off(1))
}

fn references(given: &[(i64, &str)]) -> InitializeRequest {
    correspondence(|c| {
        c.external_references =
            given.iter().map(|&(kind, value)| Some(RequestedReference { reference_type: kind, reference_value: some(value) })).collect();
    })
}

fn keys(request: &InitializeRequest) -> Vec<String> {
    validate_shape(request).problems.into_iter().map(|problem| problem.key).collect()
}

#[track_caller]
fn refused(request: &InitializeRequest, key: &str) {
    assert_eq!(keys(request), [key]);
}

#[track_caller]
fn accepted(request: &InitializeRequest) {
    assert_eq!(keys(request), Vec::<String>::new());
}

#[test]
fn each_member_is_named_by_its_key() {
    refused(&request(|r| r.correspondence = None), "Correspondence");
    refused(&request(|r| r.recipients = None), "Recipients");
    refused(&request(|r| r.recipients = Some(vec![])), "Recipients");
    refused(&request(|r| r.recipients = Some(vec![None])), "Recipients");
    refused(&request(|r| r.recipients = Some(vec![some("0192:991825827"), some("nonsense"), some("")])), "Recipients");
    refused(&request(|r| r.recipients = Some((0..501).map(|n| Some(format!("0192:{}", 310_000_000 + n))).collect())), "Recipients");
    refused(&request(|r| r.idempotent_key = Some(Uuid::nil())), "IdempotentKey");
    for bad in ["", "  ", "a:b", "urn:altinn:service:letters", &"r".repeat(256), &format!("urn:altinn:resource:{}", "r".repeat(236))] {
        refused(&correspondence(|c| c.resource_id = some(bad)), "Correspondence.ResourceId");
    }
    for bad in [None, some(" \t"), Some("x".repeat(4097)), some("a\0")] {
        refused(&correspondence(|c| c.senders_reference = bad), "Correspondence.SendersReference");
    }
    refused(&correspondence(|c| c.message_sender = Some("x".repeat(256))), "Correspondence.MessageSender");
    refused(&correspondence(|c| c.content = None), "Correspondence.Content");
    for bad in ["nob", "n", "iv"] {
        refused(&content(|c| c.language = some(bad)), "Correspondence.Content.Language");
    }
    for bad in [None, some("  "), Some("x".repeat(256)), Some("\u{1F4E7}".repeat(128)), some("a\0")] {
        refused(&content(|c| c.message_title = bad), "Correspondence.Content.MessageTitle");
    }
    refused(&content(|c| c.message_summary = Some("x".repeat(256))), "Correspondence.Content.MessageSummary");
    for bad in [None, some("\n"), Some("x".repeat(30_001)), some("a\0")] {
        refused(&content(|c| c.message_body = bad), "Correspondence.Content.MessageBody");
    }
}

#[test]
fn properties_and_reply_options_are_checked() {
    const PROPERTIES: &str = "Correspondence.PropertyList";
    let properties = |entries: Vec<(String, Option<String>)>| correspondence(|c| c.property_list = entries.into_iter().collect());
    refused(&properties((0..11).map(|n| (format!("k{n}"), some("v"))).collect()), PROPERTIES);
    refused(&properties(vec![("k".repeat(51), some("v"))]), PROPERTIES);
    refused(&properties(vec![("k".to_owned(), Some("v".repeat(301)))]), PROPERTIES);
    refused(&properties(vec![("k".to_owned(), None)]), PROPERTIES);
    refused(&properties(vec![("k\0".to_owned(), some(""))]), PROPERTIES);
    accepted(&properties((0..10).map(|n| (format!("{n:050}"), Some("v".repeat(300)))).collect()));

    let option = |link: Option<&str>, text: &str| {
        let option = RequestedReplyOption { link_url: link.map(str::to_owned), link_text: some(text) };
        correspondence(|c| c.reply_options = vec![Some(option)])
    };
    refused(&option(None, ""), "Correspondence.ReplyOptions[0].LinkURL");
    refused(&option(Some(""), "a\0"), "Correspondence.ReplyOptions[0].LinkText");
    refused(&correspondence(|c| c.reply_options = vec![None]), "Correspondence.ReplyOptions[0]");
    accepted(&option(Some("not a link"), ""));
}

#[test]
fn metadata_of_files_is_checked() {
    let at = |member: &str| format!("Correspondence.Content.Attachments[0]{member}");
    refused(&attachment(|a| a.file_name = None), &at(".FileName"));
    refused(&attachment(|a| a.file_name = Some(format!("{}.pdf", "x".repeat(252)))), &at(".FileName"));
    refused(&attachment(|a| a.display_name = Some("x".repeat(256))), &at(".DisplayName"));
    refused(&attachment(|a| a.display_name = some("a\0")), &at(".DisplayName"));
    refused(&attachment(|a| a.senders_reference = some("")), &at(".SendersReference"));
    for bad in ["a".repeat(31), "a".repeat(33), "0F343B0931126A20F133D67C2B018A3B".to_owned()] {
        refused(&attachment(|a| a.checksum = Some(bad)), &at(".Checksum"));
    }
    refused(&content(|c| c.attachments = vec![None]), &at(""));
    accepted(&attachment(|a| a.file_name = some(" ")));
    accepted(&attachment(|a| a.checksum = some("")));
    accepted(&attachment(|a| a.checksum = Some("g".repeat(32))));
}

#[test]
fn notifications_are_checked() {
    const AT: &str = "Correspondence.Notification";
    let at = |change: &dyn Fn(&mut RequestedNotification)| {
        let mut notification = RequestedNotification::default();
        change(&mut notification);
        correspondence(|c| c.notification = Some(notification))
    };
    let x = |length: usize| Some("x".repeat(length));
    refused(&at(&|n| n.texts.email_subject = x(513)), &format!("{AT}.EmailSubject"));
    refused(&at(&|n| n.texts.email_body = x(10_001)), &format!("{AT}.EmailBody"));
    refused(&at(&|n| n.texts.sms_body = x(2145)), &format!("{AT}.SmsBody"));
    refused(&at(&|n| n.texts.sms_body = some("a\0")), &format!("{AT}.SmsBody"));
    refused(&at(&|n| n.reminder_texts.email_subject = x(513)), &format!("{AT}.ReminderEmailSubject"));
    refused(&at(&|n| n.reminder_texts.email_body = x(10_001)), &format!("{AT}.ReminderEmailBody"));
    refused(&at(&|n| n.reminder_texts.sms_body = x(2145)), &format!("{AT}.ReminderSmsBody"));
    for bad in [-1, 5, i32::MAX] {
        refused(&at(&|n| n.channel = bad), &format!("{AT}.NotificationChannel"));
        refused(&at(&|n| n.reminder_channel = Some(bad)), &format!("{AT}.ReminderNotificationChannel"));
        refused(&at(&|n| n.email_content_type = bad), &format!("{AT}.EmailContentType"));
        refused(&at(&|n| n.reminder_email_content_type = Some(bad)), &format!("{AT}.ReminderEmailContentType"));
    }
    let nul = RequestedNotificationRecipient { organization_number: some("\0"), ..Default::default() };
    refused(&at(&|n| n.custom_recipient = Some(nul.clone())), &format!("{AT}.CustomRecipient.OrganizationNumber"));
    refused(&at(&|n| n.custom_recipients = vec![Some(nul.clone())]), &format!("{AT}.CustomRecipients[0].OrganizationNumber"));
    refused(&at(&|n| n.custom_recipients = vec![None]), &format!("{AT}.CustomRecipients[0]"));
    refused(&at(&|n| n.custom_notification_recipients = vec![None]), &format!("{AT}.CustomNotificationRecipients[0]"));
    let overridden = |to: Option<&str>, recipients: Option<Vec<Option<RequestedNotificationRecipient>>>| {
        let entry = RequestedNotificationOverride { recipient_to_override: to.map(str::to_owned), recipients };
        at(&|n| n.custom_notification_recipients = vec![Some(entry.clone())])
    };
    refused(&overridden(None, Some(vec![])), &format!("{AT}.CustomNotificationRecipients[0].RecipientToOverride"));
    refused(&overridden(Some(""), None), &format!("{AT}.CustomNotificationRecipients[0].Recipients"));
    refused(&overridden(Some(""), Some(vec![None])), &format!("{AT}.CustomNotificationRecipients[0].Recipients[0]"));
    accepted(&overridden(Some(""), Some(vec![])));
    // What nobody knows is 3023, which has a number.
    accepted(&at(&|n| n.template = Some(5)));
    accepted(&at(&|n| (n.texts.email_subject, n.texts.email_body, n.texts.sms_body) = (x(512), x(10_000), x(2144))));
}

#[test]
fn references_are_checked() {
    const LIST: &str = "Correspondence.ExternalReferences";
    refused(&references(&[(0, "x"); 11]), LIST);
    refused(&references(&[(5, "x")]), LIST);
    for bad in ["Letter", "0", "9", "-1", ""] {
        refused(&references(&[(6, bad)]), LIST);
    }
    let without_value = RequestedReference::default();
    refused(&correspondence(|c| c.external_references = vec![Some(without_value)]), "Correspondence.ExternalReferences[0].ReferenceValue");
    refused(&correspondence(|c| c.external_references = vec![None]), "Correspondence.ExternalReferences[0]");
    accepted(&references(&[(0, "x"); 10]));
    accepted(&references(&[(0, ""), (1, "x"), (99, "x"), (3, "not-a-guid")]));
    for good in ["1", "8", "acceptance", " Alert "] {
        accepted(&references(&[(6, good)]));
    }
    // Two of them are rule 1052.
    accepted(&references(&[(6, "1"), (6, "nonsense")]));
}

#[test]
fn limits_are_reached_without_complaint() {
    accepted(&request(|_| {}));
    accepted(&correspondence(|c| {
        c.resource_id = Some(format!("urn:altinn:resource:{}", "r".repeat(235)));
        c.senders_reference = Some("x".repeat(4096));
        c.message_sender = Some("x".repeat(255));
    }));
    accepted(&content(|c| {
        c.language = some("NN");
        c.message_title = Some("\u{1F4E7}".repeat(127));
        c.message_summary = Some("x".repeat(255));
        c.message_body = Some("x".repeat(30_000));
    }));
    for language in [None, some("  "), some("fr")] {
        accepted(&content(|c| c.language = language));
    }
    accepted(&request(|r| r.recipients = Some((0..500).map(|n| Some(format!("0192:{}", 310_000_000 + n))).collect())));
}

#[test]
fn every_failing_member_is_reported_and_no_value_is_repeated() {
    let mut bad = content(|c| c.message_title = some(" "));
    bad.correspondence.as_mut().unwrap().senders_reference = some("");
    bad.recipients = Some(vec![some("15838510076")]);
    let findings = validate_shape(&bad);
    let keys: Vec<&str> = findings.problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["Recipients", "Correspondence.SendersReference", "Correspondence.Content.MessageTitle"]);
    assert!(findings.problems.iter().all(|problem| !problem.message.contains("15838510076") && !problem.message.trim().is_empty()));
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![any::<String>(), "[a-z \0:#@\u{1F4E7}]{0,20}", Just("x".repeat(5000))])
}

fn requests() -> impl Strategy<Value = InitializeRequest> {
    let reference = prop::option::of(
        (-1_i64..9, text()).prop_map(|(reference_type, reference_value)| RequestedReference { reference_type, reference_value }),
    );
    let option = prop::option::of((text(), text()).prop_map(|(link_url, link_text)| RequestedReplyOption { link_url, link_text }));
    let attachment =
        prop::option::of((text(), text(), text(), text()).prop_map(|(file_name, display_name, checksum, senders_reference)| {
            RequestedAttachment { file_name, display_name, checksum, senders_reference, ..Default::default() }
        }));
    let content = prop::option::of((text(), text(), text(), text(), prop::collection::vec(attachment, 0..3)).prop_map(
        |(language, message_title, message_summary, message_body, attachments)| RequestedContent {
            language,
            message_title,
            message_summary,
            message_body,
            attachments,
        },
    ));
    let lists = (
        prop::collection::vec(reference, 0..12),
        prop::collection::vec((any::<String>(), text()), 0..12),
        prop::collection::vec(option, 0..3),
    );
    let correspondence = prop::option::of((text(), text(), text(), content, lists).prop_map(
        |(resource_id, senders_reference, message_sender, content, (external_references, properties, reply_options))| {
            RequestedCorrespondence {
                resource_id,
                senders_reference,
                message_sender,
                content,
                external_references,
                property_list: properties.into_iter().collect(),
                reply_options,
                ..Default::default()
            }
        },
    ));
    (correspondence, prop::option::of(prop::collection::vec(text(), 0..4)), any::<Option<u128>>()).prop_map(
        |(correspondence, recipients, key)| InitializeRequest {
            correspondence,
            recipients,
            existing_attachments: Vec::new(),
            idempotent_key: key.map(Uuid::from_u128),
        },
    )
}

proptest! {
    #[test]
    fn no_request_is_too_odd(request in requests()) {
        let findings = validate_shape(&request);
        prop_assert_eq!(&findings, &validate_shape(&request));
        prop_assert!(findings.problems.iter().all(|p| !p.key.is_empty() && !p.message.is_empty()));
        // What has no findings can be judged, and what can be stored holds no NUL.
        if findings.is_empty() {
            let checked = crate::correspondence::create::rules::Checked::from_shape(request).unwrap();
            prop_assert!(!checked.body.contains('\0') && !checked.title.contains('\0') && !checked.senders_reference.contains('\0'));
        }
    }
}

#[test]
fn a_file_announced_by_itself_has_keys_of_its_own() {
    let mut attachment = RequestedAttachment {
        file_name: Some("a.pdf".to_owned()),
        senders_reference: Some("1".to_owned()),
        ..RequestedAttachment::default()
    };
    assert!(validate_attachment_shape(Some("urn:altinn:resource:fjord"), &attachment).is_empty());
    attachment.file_name = None;
    attachment.display_name = Some("\0".to_owned());
    attachment.senders_reference = Some(" ".to_owned());
    attachment.checksum = Some("A".repeat(32));
    let findings = validate_attachment_shape(None, &attachment);
    let keys: Vec<&str> = findings.problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["ResourceId", "FileName", "DisplayName", "SendersReference", "Checksum"]);
}
