//! Random searches of random letters against a filter over a list, page by page. The choices are the same in every run.

use correspondence_domain::correspondence::{CorrespondenceStatus as Status, PurgedBy};
use correspondence_domain::party::{OrganisationNumber, PartyUrn};
use correspondence_domain::resource::ResourceId;
use correspondence_domain::time::Timestamp;
use correspondence_storage::{FoundLetter, InitialStatus, LetterSearch, NewLetter, SearchSide, Storage, Transaction};
use correspondence_testkit_databases::db_test;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::support::{at, content, id, letter};

const LETTERS: u64 = 160;
const SEARCHES: usize = 250;

/// Organisations that send, receive, or both.
const ORGANISATIONS: [&str; 3] = ["991825827", "310244007", "312345678"];
const RESOURCES: [&str; 2] = ["demo-correspondence", "another"];
const REFERENCES: [&str; 3] = ["sak-1", "SAK-1", "sak-10"];

#[derive(Clone, Copy, Debug)]
enum Step {
    Publish,
    Fail,
    Read,
    Confirm,
    Download,
    PurgeByRecipient,
    PurgeBySender,
    Condemn,
}

#[derive(Clone, Debug)]
struct Known {
    number: u64,
    sender: &'static str,
    recipient: &'static str,
    resource: &'static str,
    reference: &'static str,
    /// Seconds of its publish time.
    time: i64,
    history: Vec<Status>,
}

impl Known {
    fn has(&self, status: Status) -> bool {
        self.history.contains(&status)
    }

    fn is_purged(&self) -> bool {
        self.has(Status::PurgedByRecipient) || self.has(Status::PurgedByAltinn)
    }

    fn is_available(&self) -> bool {
        self.has(Status::Published) && !self.has(Status::Failed) && !self.is_purged()
    }

    /// What the step leaves in the history; nothing when it may not happen.
    fn after(&self, step: Step) -> Vec<Status> {
        let undecided = !self.has(Status::Published) && !self.has(Status::Failed) && !self.is_purged();
        let (may, status) = match step {
            Step::Publish if undecided && !self.has(Status::ReadyForPublish) => return vec![Status::ReadyForPublish, Status::Published],
            Step::Publish => (undecided, Status::Published),
            Step::Fail => (undecided, Status::Failed),
            Step::Read => (self.is_available() && !self.has(Status::Read), Status::Read),
            Step::Confirm => (self.is_available() && !self.has(Status::Confirmed), Status::Confirmed),
            Step::Download => (self.is_available(), Status::AttachmentsDownloaded),
            Step::PurgeByRecipient => (self.is_available(), Status::PurgedByRecipient),
            Step::PurgeBySender => {
                (!self.is_purged() && (!self.has(Status::Published) || self.has(Status::Failed)), Status::PurgedByAltinn)
            }
            Step::Condemn => (!self.has(Status::Failed), Status::Failed),
        };
        if may { vec![status] } else { Vec::new() }
    }

    /// The rules of lifecycle §10, one side at a time.
    fn is_found_by_sender(&self, status: Option<Status>) -> bool {
        status.is_none_or(|status| self.has(status))
    }

    fn is_found_by_recipient(&self, status: Option<Status>) -> bool {
        let unknown = [Status::Initialized, Status::ReadyForPublish, Status::Failed];
        let of_status = match status {
            Some(status) => self.has(status) && !unknown.contains(&status),
            None => !unknown.contains(self.history.last().unwrap()),
        };
        of_status && (!self.has(Status::Reserved) || self.has(Status::Published))
    }
}

fn known() -> impl Strategy<Value = (Known, InitialStatus, Vec<Step>)> {
    let initial = prop_oneof![4 => Just(InitialStatus::Ready), 1 => Just(InitialStatus::Reserved), 1 => Just(InitialStatus::Waiting)];
    let first = prop_oneof![5 => Just(Step::Publish), 1 => Just(Step::Fail), 1 => Just(Step::PurgeBySender), 1 => Just(Step::Condemn)];
    let later =
        select(vec![Step::Publish, Step::Read, Step::Confirm, Step::Download, Step::PurgeByRecipient, Step::PurgeBySender, Step::Condemn]);
    let steps = (first, prop::collection::vec(later, 0..4)).prop_map(|(first, later)| [vec![first], later].concat());
    let letter = (select(&ORGANISATIONS[..]), select(&ORGANISATIONS[..]), select(&RESOURCES[..]), select(&REFERENCES[..]), 0..12_i64);
    (letter, initial, steps).prop_map(|((sender, recipient, resource, reference, time), initial, steps)| {
        let mut history = vec![Status::Initialized];
        history.extend(match initial {
            InitialStatus::Ready => Some(Status::ReadyForPublish),
            InitialStatus::Reserved => Some(Status::Reserved),
            InitialStatus::Waiting => None,
        });
        (Known { number: 0, sender, recipient, resource, reference, time, history }, initial, steps)
    })
}

#[derive(Clone, Debug)]
struct Asked {
    by_sender: bool,
    by_recipient: bool,
    party: &'static str,
    resource: Option<&'static str>,
    reference: Option<&'static str>,
    after: Option<i64>,
    before: Option<i64>,
    status: Option<Status>,
    page: u32,
}

impl Asked {
    fn finds(&self, letter: &Known) -> bool {
        let sent = self.by_sender && letter.sender == self.party && letter.is_found_by_sender(self.status);
        let received = self.by_recipient && letter.recipient == self.party && letter.is_found_by_recipient(self.status);
        (sent || received)
            && self.resource.is_none_or(|resource| letter.resource == resource)
            && self.reference.is_none_or(|reference| letter.reference == reference)
            && self.after.is_none_or(|after| letter.time > after)
            && self.before.is_none_or(|before| letter.time < before)
    }

    fn search(&self) -> LetterSearch {
        let (sender, recipient) = (number(self.party), urn(self.party));
        LetterSearch {
            side: match (self.by_sender, self.by_recipient) {
                (true, true) => SearchSide::Both { sender, recipient },
                (true, false) => SearchSide::Sender(sender),
                _ => SearchSide::Recipient(recipient),
            },
            resource: self.resource.map(|resource| ResourceId::stored(resource.to_owned())),
            published_after: self.after.map_or(Timestamp::MIN, at),
            published_before: self.before.map_or(Timestamp::MAX, at),
            status: self.status,
            senders_reference: self.reference.map(str::to_owned),
            before: None,
            limit: self.page,
        }
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let sides = select(vec![(true, false), (false, true), (true, true)]);
    let status = prop::option::of(select(&Status::ALL[..]));
    let reference = prop::option::of(select(&REFERENCES[..]));
    let times = (prop::option::of(-1..12_i64), prop::option::of(0..13_i64));
    let what = (select(&ORGANISATIONS[..]), prop::option::weighted(0.9, select(&RESOURCES[..])), reference);
    (sides, what, times, status, select(vec![1, 3, 10, 1000])).prop_map(
        |((by_sender, by_recipient), (party, resource, reference), (after, before), status, page)| {
            // Without a resource a sender's own reference is asked for, and nothing else.
            let resource = if reference.is_some() && !by_recipient { resource } else { resource.or(Some(RESOURCES[0])) };
            Asked { by_sender, by_recipient, party, resource, reference, after, before, status, page }
        },
    )
}

fn number(organisation: &str) -> OrganisationNumber {
    OrganisationNumber::parse(organisation).unwrap()
}

fn urn(organisation: &str) -> PartyUrn {
    PartyUrn::organisation(&number(organisation))
}

/// Does the step; whether it happened.
async fn run(transaction: &mut Transaction, number: u64, step: Step) -> bool {
    let (id, now) = (id(number), at(100));
    match step {
        Step::Publish => !transaction.publish(&[id], now).await.unwrap().is_empty(),
        Step::Fail => !transaction.fail(&[(id, "ukjent".to_owned())], now).await.unwrap().is_empty(),
        Step::Read => transaction.mark_read(id, now).await.unwrap(),
        Step::Confirm => transaction.confirm(id, now).await.unwrap(),
        Step::Download => transaction.record_download(id, "vedtak.pdf", now).await.unwrap(),
        Step::PurgeByRecipient => transaction.purge(id, PurgedBy::Recipient, now).await.unwrap(),
        Step::PurgeBySender => transaction.purge(id, PurgedBy::Sender, now).await.unwrap(),
        Step::Condemn => !transaction.condemn_letters(&[id], now).await.unwrap().is_empty(),
    }
}

/// Makes the letters, and the list that says what is true of them.
async fn filled(storage: &Storage, runner: &mut TestRunner) -> Vec<Known> {
    let mut transaction = storage.begin().await.unwrap();
    transaction.insert_content(&content(1)).await.unwrap();
    let mut all = Vec::new();
    for number in 1..=LETTERS {
        let (mut known, initial, steps) = known().new_tree(runner).unwrap().current();
        known.number = number;
        let new = NewLetter {
            service_owner: self::number(known.sender),
            recipient: urn(known.recipient),
            resource: ResourceId::stored(known.resource.to_owned()),
            senders_reference: known.reference.to_owned(),
            requested_publish_at: at(known.time),
            initial,
            ..letter(number)
        };
        transaction.insert_letters(&[new]).await.unwrap();
        for step in steps {
            let entries = known.after(step);
            assert_eq!(run(&mut transaction, number, step).await, !entries.is_empty(), "{step:?} of {known:?}");
            known.history.extend(entries);
        }
        all.push(known);
    }
    transaction.commit().await.unwrap();
    all
}

/// All pages of a search.
async fn pages(storage: &Storage, mut search: LetterSearch) -> Vec<u64> {
    let mut found: Vec<FoundLetter> = Vec::new();
    loop {
        let page = storage.search(&search).await.unwrap();
        let is_last = page.len() < usize::try_from(search.limit).unwrap();
        assert!(page.len() <= usize::try_from(search.limit).unwrap());
        found.extend(page);
        if is_last {
            return found.into_iter().map(|letter| u64::try_from(letter.id.0.as_u128() - id(0).0.as_u128()).unwrap()).collect();
        }
        search.before = found.last().map(|last| (last.requested_publish_at, last.id));
    }
}

db_test! {
    async fn a_search_finds_what_a_filter_leaves(database) {
        let storage = database.storage().await;
        let mut runner = TestRunner::deterministic();
        let letters = filled(&storage, &mut runner).await;
        let mut sizes = Vec::new();
        for _ in 0..SEARCHES {
            let asked = asked().new_tree(&mut runner).unwrap().current();
            let mut expected: Vec<&Known> = letters.iter().filter(|letter| asked.finds(letter)).collect();
            expected.sort_by_key(|letter| std::cmp::Reverse((letter.time, letter.number)));
            let expected: Vec<u64> = expected.into_iter().map(|letter| letter.number).collect();
            assert_eq!(pages(&storage, asked.search()).await, expected, "{asked:?}");
            sizes.push(expected.len());
        }
        sizes.sort_unstable();
        assert!(sizes[SEARCHES / 2] > 0 && sizes[SEARCHES - 1] > 20, "the searches find too little to prove anything: {sizes:?}");
    }
}
