//! Create requests with content of every kind: ordinary, at its limits, blank but for what nobody sees, and nonsense.

use correspondence_domain::correspondence::create::{
    InitializeRequest, RequestedContent, RequestedCorrespondence, RequestedReference, RequestedReplyOption,
};
use correspondence_domain::identifiers::DialogId;
use correspondence_domain::time::Timestamp;
use indexmap::IndexMap;
use jiff::SignedDuration;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const RESOURCE: &str = "demo-correspondence";

const DIALOG_ID: i64 = 3;
const PROCESS_ID: i64 = 4;
const TRANSMISSION_TYPE: i64 = 6;

/// Pieces of which odd texts are made.
const PIECES: [&str; 26] = [
    "{{recipientName}}",
    "Vedtak",
    "æøå",
    " ",
    "\t",
    "\n",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\u{0}",
    "\u{1}",
    "\u{1F4E7}",
    "e\u{301}",
    "\u{202e}",
    "ſ",
    "İ",
    "ß",
    "&nbsp;",
    "<br>",
    "<b>",
    "*",
    "#",
    "\\",
    "\"",
];

/// A request that is right as it stands.
pub(crate) fn plain(recipients: Vec<String>) -> InitializeRequest {
    let text = |text: &str| Some(text.to_owned());
    InitializeRequest {
        correspondence: Some(RequestedCorrespondence {
            resource_id: text(RESOURCE),
            senders_reference: text("417"),
            content: Some(RequestedContent { message_title: text("Vedtak"), message_body: text("Hei."), ..Default::default() }),
            ..Default::default()
        }),
        recipients: Some(recipients.into_iter().map(Some).collect()),
        ..Default::default()
    }
}

/// A text of about `longest` UTF-16 units at most.
fn text(longest: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        2 => proptest::collection::vec(select(&PIECES[1..8]), 0..8).prop_map(|pieces| pieces.concat()),
        2 => proptest::collection::vec(select(&PIECES[..]), 0..8).prop_map(|pieces| pieces.concat()),
        1 => (select(&PIECES[..]), 1..=longest).prop_map(move |(piece, times)| piece.repeat(times.min(longest / piece.len()))),
        1 => (any::<char>(), 1..=longest).prop_map(|(character, times)| character.to_string().repeat(times)),
        1 => proptest::collection::vec(any::<char>(), 0..longest.min(60)).prop_map(String::from_iter),
        1 => Just("x".repeat(longest)),
    ]
}

fn title() -> impl Strategy<Value = String> {
    prop_oneof![text(255), select(&["Vedtak", "{{recipientName}}", " {{recipientName}} "][..]).prop_map(str::to_owned)]
}

fn content() -> impl Strategy<Value = RequestedContent> {
    (title(), option::of(text(255)), select(&["nb", "NN", "en", "En"][..])).prop_map(|(title, summary, language)| RequestedContent {
        language: Some(language.to_owned()),
        message_title: Some(title),
        message_summary: summary,
        message_body: Some("Hei.".to_owned()),
        attachments: Vec::new(),
    })
}

fn properties() -> impl Strategy<Value = IndexMap<String, Option<String>>> {
    let value = prop_oneof![text(300), select(&["Sak", "SAK", "sak", "saK ", "Straße", "STRASSE"][..]).prop_map(str::to_owned)];
    proptest::collection::vec(value, 0..8)
        .prop_map(|values| values.into_iter().enumerate().map(|(place, value)| (format!("k{place}"), Some(value))).collect())
}

fn process() -> impl Strategy<Value = String> {
    prop_oneof![text(300), "urn:[!-~æ€]{0,40}", "https?://[a-zæ0-9.:@\\[\\]%_-]{0,20}[!-~æ€]{0,30}", "[a-z+.-]{1,5}:[!-~]{0,300}"]
}

fn reply_option() -> impl Strategy<Value = RequestedReplyOption> {
    let link = prop_oneof![
        30 => "(https|HTTPS)://([a-z]{1,5}@)?[a-z0-9æ]{1,10}\\.(no|example)(:[0-9]{2,4})?(/[a-zA-Z0-9/?#&=.,;:!$'()*+~_@æ€\\[\\]-]{0,30})?",
        1 => "https://[a-z]{1,5}/[!-~æ€]{0,30}",
        1 => "(https|HTTPS)://[a-zæ0-9.:@_-]{1,12}(/[!-~æ€]{0,30})?",
        1 => "https://[a-z]{1,5}/[a-zæ]{200,240}",
    ];
    (link, option::of(text(300))).prop_map(|(link, text)| RequestedReplyOption { link_url: Some(link), link_text: text })
}

/// A time within a few days of `now`, in either direction, or one far away.
fn publish_time(now: Timestamp) -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        4 => (-200_000_i64..200_000).prop_map(move |seconds| now.plus(SignedDuration::from_secs(seconds))),
        2 => (50_i64..70).prop_map(move |seconds| now.plus(SignedDuration::from_secs(seconds))),
        1 => Just(Timestamp::parse("9999-12-31T23:59:59Z").unwrap()),
        1 => Just(Timestamp::parse("1970-01-01T00:00:00Z").unwrap()),
    ]
}

/// A time after most of those.
fn due_time(now: Timestamp) -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        (200_000_i64..400_000).prop_map(move |seconds| now.plus(SignedDuration::from_secs(seconds))),
        Just(Timestamp::parse("9999-12-31T23:59:59Z").unwrap()),
    ]
}

fn reference(kind: i64, value: String) -> RequestedReference {
    RequestedReference { reference_type: kind, reference_value: Some(value) }
}

/// What both ways into the inbox have in common.
fn letter(now: Timestamp) -> impl Strategy<Value = RequestedCorrespondence> {
    let reference_text = prop_oneof![text(255), text(4_096), Just("æ".repeat(4_096))];
    (content(), reference_text, option::of(text(255)), properties(), option::of(process()), option::of(publish_time(now))).prop_map(
        |(content, senders_reference, message_sender, property_list, process, requested_publish_time)| RequestedCorrespondence {
            resource_id: Some(RESOURCE.to_owned()),
            senders_reference: Some(senders_reference),
            message_sender,
            content: Some(content),
            requested_publish_time,
            external_references: process.into_iter().map(|process| Some(reference(PROCESS_ID, process))).collect(),
            property_list,
            ..Default::default()
        },
    )
}

/// Requests for letters with dialogs of their own.
pub(crate) fn with_own_dialogs(recipients: Vec<String>, now: Timestamp) -> BoxedStrategy<InitializeRequest> {
    let recipients: Vec<Option<String>> = recipients.into_iter().map(Some).collect();
    (letter(now), proptest::collection::vec(reply_option(), 0..5), any::<bool>(), option::of(due_time(now)))
        .prop_map(move |(mut letter, reply_options, is_confirmation_needed, due_date_time)| {
            letter.reply_options = reply_options.into_iter().map(Some).collect();
            letter.is_confirmation_needed = is_confirmation_needed && due_date_time.is_some();
            letter.due_date_time = due_date_time;
            InitializeRequest { correspondence: Some(letter), recipients: Some(recipients.clone()), ..Default::default() }
        })
        .boxed()
}

/// Requests for a letter into this dialog.
pub(crate) fn into_a_dialog(recipient: String, dialog: DialogId, now: Timestamp) -> BoxedStrategy<InitializeRequest> {
    let kind = option::of(select(&["1", "8", "decision", " ALERT "][..]));
    (letter(now), kind)
        .prop_map(move |(mut letter, kind)| {
            letter.external_references.push(Some(reference(DIALOG_ID, dialog.to_string())));
            letter.external_references.extend(kind.map(|kind| Some(reference(TRANSMISSION_TYPE, kind.to_owned()))));
            InitializeRequest { correspondence: Some(letter), recipients: Some(vec![Some(recipient.clone())]), ..Default::default() }
        })
        .boxed()
}
