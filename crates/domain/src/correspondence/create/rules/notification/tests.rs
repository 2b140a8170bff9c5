use crate::correspondence::create::rules::{Checked, check_notification};
use crate::correspondence::create::{
    InitializeRequest, RequestedContent, RequestedCorrespondence, RequestedNotification, RequestedNotificationOverride,
    RequestedNotificationRecipient,
};
use crate::correspondence::notification::{EmailContentType, NotificationChannel, NotificationTexts};
use crate::error::Refusal;

#[expect(clippy::unnecessary_wraps, reason = "members of a request are optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn complete() -> NotificationTexts {
    NotificationTexts { email_subject: some("Ny melding"), email_body: some("Du har fått en melding."), sms_body: some("Ny melding.") }
}

/// A request with a notification that nothing is wrong with, changed.
fn checked(recipients: &[&str], change: impl FnOnce(&mut RequestedNotification)) -> Result<Checked, Refusal> {
    let mut notification = RequestedNotification { channel: 2, texts: complete(), ..Default::default() };
    change(&mut notification);
    let correspondence = RequestedCorrespondence {
        resource_id: some("demo-correspondence"),
        content: Some(RequestedContent::default()),
        notification: Some(notification),
        ..Default::default()
    };
    let recipients = Some(recipients.iter().map(|recipient| some(recipient)).collect());
    Checked::from_shape(InitializeRequest { correspondence: Some(correspondence), recipients, ..Default::default() })
}

/// The number of the rule that the notification breaks.
fn broken(change: impl FnOnce(&mut RequestedNotification)) -> Option<u16> {
    let checked = checked(&["0192:991825827"], change).unwrap();
    check_notification(&checked).err().map(|refusal| refusal.error.number())
}

fn with(change: impl FnOnce(&mut RequestedNotificationRecipient)) -> RequestedNotificationRecipient {
    let mut recipient = RequestedNotificationRecipient::default();
    change(&mut recipient);
    recipient
}

fn email(address: &str) -> RequestedNotificationRecipient {
    with(|r| r.email_address = some(address))
}

fn mobile(number: &str) -> RequestedNotificationRecipient {
    with(|r| r.mobile_number = some(number))
}

fn custom(recipients: Vec<RequestedNotificationRecipient>) -> Option<u16> {
    broken(|n| n.custom_recipients = recipients.into_iter().map(Some).collect())
}

#[test]
fn defaults_are_filled_in() {
    let resolved = |change: fn(&mut RequestedNotification)| checked(&["x"], change).unwrap().notification.unwrap();
    let plain = resolved(|n| n.email_content_type = 1);
    assert_eq!((plain.reminder.channel, plain.reminder.email_content_type), (NotificationChannel::EmailPreferred, EmailContentType::Html));
    let other = resolved(|n| (n.reminder_channel, n.reminder_email_content_type) = (Some(1), Some(0)));
    assert_eq!((other.reminder.channel, other.reminder.email_content_type), (NotificationChannel::Sms, EmailContentType::Plain));
    for (number, known) in [(0, true), (1, true), (2, false), (5, false), (-1, false)] {
        let refusal = checked(&["x"], |n| n.template = Some(number)).err().map(|refusal| refusal.error.number());
        assert_eq!(refusal, (!known).then_some(3023), "{number}");
    }
}

#[test]
fn one_list_of_custom_recipients_counts() {
    let resolved = |change: &dyn Fn(&mut RequestedNotification)| {
        let recipients = checked(&["x"], change).unwrap().notification.unwrap().custom_recipients;
        recipients.into_iter().map(|recipient| recipient.email_address.unwrap()).collect::<Vec<_>>()
    };
    let overrides = |names: &[&str]| {
        let recipients = Some(names.iter().map(|name| Some(email(name))).collect());
        Some(RequestedNotificationOverride { recipient_to_override: some("x"), recipients })
    };
    let deprecated = |n: &mut RequestedNotification| n.custom_notification_recipients = vec![overrides(&["a", "b"]), overrides(&["c"])];
    assert_eq!(resolved(&deprecated), ["a", "b"]);
    let single = |n: &mut RequestedNotification| {
        deprecated(n);
        n.custom_recipient = Some(email("d"));
    };
    assert_eq!(resolved(&single), ["d"]);
    let list = |n: &mut RequestedNotification| {
        single(n);
        n.custom_recipients = vec![Some(email("e")), Some(email("f"))];
    };
    assert_eq!(resolved(&list), ["e", "f"]);
    assert!(resolved(&|n| n.custom_notification_recipients = vec![overrides(&[]), overrides(&["c"])]).is_empty());
}

#[test]
fn custom_recipients_are_judged_in_order() {
    let both = ["0192:991825827", "15838510075"];
    let several =
        |change: fn(&mut RequestedNotification)| check_notification(&checked(&both, change).unwrap()).err().map(|r| r.error.number());
    assert_eq!(several(|n| n.override_registered_contact_information = true), Some(3022));
    assert_eq!(several(|n| n.custom_recipients = vec![Some(email("bad"))]), Some(3017));
    assert_eq!(several(|_| {}), None);

    let nobody = RequestedNotificationRecipient::default;
    let two = || with(|r| (r.organization_number, r.mobile_number) = (some("991825827"), some("bad")));
    assert_eq!(custom(vec![nobody(), two()]), Some(3019));
    assert_eq!(custom(vec![email("")]), Some(3019));
    assert_eq!(custom(vec![two(), email("bad")]), Some(3018));
    assert_eq!(custom(vec![email("bad"), mobile("bad")]), Some(3011));
    assert_eq!(custom(vec![mobile("bad"), email("bad")]), Some(3012));
    assert_eq!(custom(vec![mobile("99000123")]), Some(3012));
    assert_eq!(custom(vec![email("\"a;b\"@c.no")]), Some(3011));
    // Empty beside a number, it is still looked at (notifications oddity 5).
    assert_eq!(custom(vec![with(|r| (r.organization_number, r.email_address) = (some("1"), some("")))]), Some(3011));
    assert_eq!(custom(vec![with(|r| (r.organization_number, r.mobile_number) = (some("1"), some("")))]), Some(3012));
    let good = vec![
        email("a@b.no"),
        mobile("+4799000123"),
        with(|r| r.organization_number = some("x")),
        with(|r| r.national_identity_number = some("y")),
    ];
    assert_eq!(custom(good), None);
}

#[test]
fn the_keyword_for_a_name_needs_a_register() {
    let keyword = |recipient: fn() -> RequestedNotificationRecipient, change: fn(&mut RequestedNotification)| {
        broken(|n| {
            n.custom_recipients = vec![Some(recipient())];
            change(n);
        })
    };
    let in_body: fn(&mut RequestedNotification) = |n| n.texts.email_body = some("Hei $RecipientName$");
    let in_reminder: fn(&mut RequestedNotification) = |n| n.reminder_texts.sms_body = some("$recipientName$");
    for change in [in_body, in_reminder] {
        assert_eq!(keyword(|| email("bad"), change), Some(3015));
        assert_eq!(keyword(|| mobile("+4799000123"), change), Some(3015));
        assert_eq!(keyword(|| with(|r| r.organization_number = some("991825827")), change), None);
    }
    assert_eq!(keyword(|| email("a@b.no"), |n| n.texts.email_body = some("$correspondenceRecipientName$")), None);
}

#[test]
fn a_channel_needs_its_texts() {
    let lacking = |channel: i32, take: fn(&mut NotificationTexts)| {
        broken(|n| {
            n.channel = channel;
            take(&mut n.texts);
        })
    };
    let reminder_lacking = |channel: i32, take: fn(&mut NotificationTexts)| {
        broken(|n| {
            (n.send_reminder, n.reminder_channel, n.reminder_texts) = (true, Some(channel), complete());
            take(&mut n.reminder_texts);
        })
    };
    let no_subject: fn(&mut NotificationTexts) = |texts| texts.email_subject = None;
    let no_body: fn(&mut NotificationTexts) = |texts| texts.email_body = some(" \n");
    let no_sms: fn(&mut NotificationTexts) = |texts| texts.sms_body = some("");
    for (channel, takes, main, reminder) in [
        (0, &[no_subject, no_body] as &[fn(&mut NotificationTexts)], 3002, 3003),
        (1, &[no_sms], 3004, 3005),
        (2, &[no_subject, no_body, no_sms], 3006, 3007),
        (3, &[no_subject, no_body, no_sms], 3006, 3007),
        (4, &[no_subject, no_body, no_sms], 3024, 3025),
    ] {
        for take in takes {
            assert_eq!((lacking(channel, *take), reminder_lacking(channel, *take)), (Some(main), Some(reminder)), "channel {channel}");
        }
        assert_eq!((lacking(channel, |_| {}), reminder_lacking(channel, |_| {})), (None, None), "channel {channel}");
    }
    assert_eq!(lacking(0, no_sms), None);
    assert_eq!(lacking(1, no_body), None);
    // Our own template needs none, and no reminder is asked for.
    assert_eq!(broken(|n| (n.template, n.texts) = (Some(1), NotificationTexts::default())), None);
    // The order is that of the numbers: a reminder's 3003 comes before 3004.
    assert_eq!(broken(|n| (n.channel, n.texts.sms_body, n.send_reminder, n.reminder_channel) = (1, None, true, Some(0))), Some(3003));
}

/// Who is reached by an address gets an e-mail, whatever the channel (notifications oddity 4).
#[test]
fn a_custom_recipient_needs_the_text_for_its_kind() {
    let one = |recipient: RequestedNotificationRecipient, channel: i32, take: fn(&mut NotificationTexts)| {
        broken(|n| {
            (n.channel, n.custom_recipients) = (channel, vec![Some(recipient)]);
            take(&mut n.texts);
        })
    };
    assert_eq!(one(email("a@b.no"), 1, |texts| texts.email_body = None), Some(3002));
    assert_eq!(one(mobile("+4799000123"), 0, |texts| texts.sms_body = None), Some(3004));
    assert_eq!(one(email("a@b.no"), 1, |_| {}), None);
    assert_eq!(one(mobile("+4799000123"), 0, |_| {}), None);
    assert_eq!(one(with(|r| r.organization_number = some("991825827")), 0, |texts| texts.sms_body = None), None);
}
