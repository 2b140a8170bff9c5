//! Decides the publication of letters whose time has come: Published or Failed, one winner, each with its event (lifecycle §6).
//!
//! The publish job calls this for a batch of letters, a reader calls it for one that is overdue.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use correspondence_domain::correspondence::{CorrespondenceStatus, DialogLink, Letter};
use correspondence_domain::event::LetterEvent;
use correspondence_domain::identifiers::{CorrespondenceId, PartyUuid};
use correspondence_domain::party::{PartyUrn, PersonNumber};
use correspondence_domain::time::{Clock, Timestamp};
use correspondence_platform::Party;
use correspondence_platform::RemoteError;
use correspondence_storage::jobs::NewJob;
use correspondence_storage::{NewHistory, StorageError, Transaction};
use futures_util::{StreamExt, stream};
use jiff::SignedDuration;

use crate::App;
use crate::initialize::may_receive_confidential;
use crate::jobs::{publish_event, purge_dialog};

/// A reader tries to publish an overdue letter at most this often (lifecycle §6).
const INLINE_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// Letters about which something is asked one by one at the same time.
const LOOK_UPS_AT_ONCE: usize = 8;

/// What stopped the decision; it is to be tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotDecided {
    #[error("a remote could not be asked: {0}")]
    Remote(#[from] RemoteError),
    #[error("the database failed: {0}")]
    Storage(String),
}

/// Decides about each letter, all in one transaction. A letter that is decided or purged already is left as it is, and so is one that
/// is not in the inbox: what puts it there lets it be published afterwards, or fails it.
///
/// The result has one entry per letter: an error means that this letter is undecided and must be tried again.
pub(crate) async fn decide(app: &App, letters: &[Letter]) -> Vec<Result<(), NotDecided>> {
    let now = app.now();
    let mut open: Vec<&Letter> = letters.iter().filter(|letter| may_be_decided(letter)).collect();
    let carrying: Vec<CorrespondenceId> = open.iter().filter(|letter| letter.has_attachments).map(|letter| letter.id).collect();
    match app.storage.waiting_for_attachments(&carrying).await {
        // The verdict about the last of their files lets them go, or fails them (lifecycle §5.4).
        Ok(waiting) => open.retain(|letter| !waiting.contains(&letter.id)),
        Err(error) => return letters.iter().map(|_| Err(NotDecided::Storage(error.to_string()))).collect(),
    }
    let answers = verdicts(app, &open).await;

    let mut decided = Vec::new();
    let mut undecided = HashMap::new();
    for (letter, answer) in open.into_iter().zip(answers) {
        match answer {
            Ok(verdict) => decided.push((letter, verdict)),
            Err(error) => drop(undecided.insert(letter.id, error)),
        }
    }
    if let Err(error) = store(app, &decided, now).await {
        undecided.extend(decided.iter().map(|(letter, _)| (letter.id, NotDecided::Storage(error.to_string()))));
    }
    letters.iter().map(|letter| undecided.remove(&letter.id).map_or(Ok(()), Err)).collect()
}

fn may_be_decided(letter: &Letter) -> bool {
    letter.is_in_inbox() && !letter.state.is_publication_decided() && !letter.state.is_purged()
}

enum Verdict {
    Publish { sender: PartyUuid },
    Fail { sender: PartyUuid, reason: String },
}

/// A verdict for each letter. The look-ups are about all letters together; when a remote refuses to answer them so, each letter is asked
/// about alone, since one party that it cannot tell about must not hold up the others.
async fn verdicts(app: &App, letters: &[&Letter]) -> Vec<Result<Verdict, NotDecided>> {
    let (parties, reserved) = (parties_of(app, letters).await, reserved_of(app, letters).await);
    let refused = [parties.as_ref().err(), reserved.as_ref().err()].into_iter().flatten().any(|error| error.status().is_some());
    if refused && letters.len() > 1 {
        let alone: Vec<_> = letters.iter().map(|letter| verdict_alone(app, letter)).collect();
        return stream::iter(alone).buffered(LOOK_UPS_AT_ONCE).collect().await;
    }
    let questions: Vec<_> = letters.iter().map(|letter| verdict(app, letter, &parties, &reserved)).collect();
    stream::iter(questions).buffered(LOOK_UPS_AT_ONCE).collect().await
}

async fn verdict_alone(app: &App, letter: &Letter) -> Result<Verdict, NotDecided> {
    let (parties, reserved) = (parties_of(app, &[letter]).await, reserved_of(app, &[letter]).await);
    verdict(app, letter, &parties, &reserved).await
}

/// The first reason against publication, in the order of lifecycle §6; row 3 is the failure of the job that creates the dialog. Reasons are
/// kept with the letter, so they name no person.
async fn verdict(
    app: &App,
    letter: &Letter,
    parties: &Result<HashMap<PartyUrn, Arc<Party>>, RemoteError>,
    reserved: &Result<HashSet<PersonNumber>, RemoteError>,
) -> Result<Verdict, NotDecided> {
    let parties = parties.as_ref().map_err(Clone::clone)?;
    let Some(sender) = parties.get(&letter.sender()).map(|party| party.uuid) else {
        return Ok(Verdict::Fail {
            sender: PartyUuid::UNKNOWN,
            reason: format!("Party for sender not found for correspondence {}", letter.id),
        });
    };
    let fail = |reason: String| Ok(Verdict::Fail { sender, reason });
    let Some(recipient) = parties.get(&letter.recipient) else {
        return fail(format!("Party for recipient not found for correspondence {}", letter.id));
    };
    if let Some(person) = asks_for_reservation(letter)
        && reserved.as_ref().map_err(Clone::clone)?.contains(&person)
    {
        return fail(format!("Recipient of correspondence {} is set to reserved in the contact register", letter.id));
    }
    if letter.is_confidential && !may_receive_confidential(app, &letter.recipient, recipient).await? {
        return fail(format!("Recipient of confidential correspondence {} lacks roles to receive it", letter.id));
    }
    Ok(Verdict::Publish { sender })
}

/// Register is asked for all parties together; within a day of creation it knows them already (integrations §4.1).
async fn parties_of(app: &App, letters: &[&Letter]) -> Result<HashMap<PartyUrn, Arc<Party>>, RemoteError> {
    let urns: HashSet<PartyUrn> = letters.iter().flat_map(|letter| [letter.sender(), letter.recipient.clone()]).collect();
    app.platform.register.parties(&urns.into_iter().collect::<Vec<_>>()).await
}

/// Reservations count again when the letter is published (lifecycle §6, row 4); one call asks about all persons.
async fn reserved_of(app: &App, letters: &[&Letter]) -> Result<HashSet<PersonNumber>, RemoteError> {
    let persons: HashSet<PersonNumber> = letters.iter().filter_map(|letter| asks_for_reservation(letter)).collect();
    if persons.is_empty() {
        return Ok(HashSet::new());
    }
    app.platform.contacts.reserved(&persons.into_iter().collect::<Vec<_>>()).await
}

fn asks_for_reservation(letter: &Letter) -> Option<PersonNumber> {
    letter.recipient.as_person().filter(|_| letter.ignore_reservation != Some(true))
}

async fn store(app: &App, decided: &[(&Letter, Verdict)], now: Timestamp) -> Result<(), StorageError> {
    if decided.is_empty() {
        return Ok(());
    }
    let mut transaction = app.storage.begin().await?;
    // The remotes took their time, and a scanner may have spoken meanwhile. A verdict that comes from here on fails the letter afterwards.
    let carrying: Vec<CorrespondenceId> =
        decided.iter().filter(|(letter, _)| letter.has_attachments).map(|(letter, _)| letter.id).collect();
    let waiting = transaction.waiting_for_attachments(&carrying).await?;
    let mut to_publish = Vec::new();
    let mut to_fail = Vec::new();
    let mut senders = HashMap::new();
    for (letter, verdict) in decided.iter().filter(|(letter, _)| !waiting.contains(&letter.id)) {
        match verdict {
            Verdict::Publish { sender } => {
                to_publish.push(letter.id);
                senders.insert(letter.id, *sender);
            }
            Verdict::Fail { sender, reason } => {
                to_fail.push((letter.id, reason.clone()));
                senders.insert(letter.id, *sender);
            }
        }
    }
    let mut written = Written::new(app, now);
    let sender_of = |id: &CorrespondenceId| senders.get(id).copied().unwrap_or(PartyUuid::UNKNOWN);
    if !to_publish.is_empty() {
        for published in transaction.publish(&to_publish, now).await? {
            if !published.was_ready {
                written.status(published.id, CorrespondenceStatus::ReadyForPublish, None, sender_of(&published.id));
            }
            written.status(published.id, CorrespondenceStatus::Published, None, sender_of(&published.id));
            written.event(published.id, LetterEvent::Published);
        }
    }
    if !to_fail.is_empty() {
        let reasons: HashMap<CorrespondenceId, String> = to_fail.iter().cloned().collect();
        let dialogs: HashMap<CorrespondenceId, DialogLink> = decided.iter().map(|(letter, _)| (letter.id, letter.dialog)).collect();
        for id in transaction.fail(&to_fail, now).await? {
            written.failed(id, reasons.get(&id).cloned(), sender_of(&id), dialogs.get(&id).copied().unwrap_or(DialogLink::None));
        }
    }
    written.commit(transaction).await
}

/// Fails letters that cannot be published any more: it was tried in vain for as long as it can be, or what they wait for cannot come.
/// Nothing waits for ever (design §3.4). Those that are decided already stay as they are.
pub(crate) async fn fail(app: &App, failing: Vec<Failing>) -> Result<(), StorageError> {
    let mut transaction = app.storage.begin().await?;
    let mut written = Written::new(app, app.now());
    let reasons: Vec<(CorrespondenceId, String)> = failing.iter().map(|one| (one.letter, one.reason.clone())).collect();
    let failed = transaction.fail(&reasons, written.now).await?;
    for one in failing.into_iter().filter(|one| failed.contains(&one.letter)) {
        // Register may be what is down, so the sender's uuid is not asked for.
        written.failed(one.letter, Some(one.reason), PartyUuid::UNKNOWN, one.dialog);
    }
    written.commit(transaction).await
}

/// A letter that is to fail.
pub(crate) struct Failing {
    pub(crate) letter: CorrespondenceId,
    pub(crate) reason: String,
    /// What is to be purged with it.
    pub(crate) dialog: DialogLink,
}

/// Rows that go with a decision.
struct Written<'a> {
    app: &'a App,
    now: Timestamp,
    history: Vec<NewHistory>,
    jobs: Vec<NewJob>,
    /// What the operators are told once it is committed.
    alerts: Vec<String>,
}

impl<'a> Written<'a> {
    fn new(app: &'a App, now: Timestamp) -> Self {
        Self { app, now, history: Vec::new(), jobs: Vec::new(), alerts: Vec::new() }
    }

    async fn commit(self, mut transaction: Transaction) -> Result<(), StorageError> {
        transaction.append_history(&self.history).await?;
        self.app.commit(transaction, &self.jobs).await?;
        for alert in self.alerts {
            self.app.platform.slack.tell(alert);
        }
        Ok(())
    }

    fn status(&mut self, correspondence: CorrespondenceId, status: CorrespondenceStatus, text: Option<String>, party: PartyUuid) {
        let id = self.app.new_history_id(self.now, self.history.len());
        self.history.push(NewHistory { id, correspondence, status, text, at: self.now, party });
    }

    fn event(&mut self, correspondence: CorrespondenceId, event: LetterEvent) {
        let job = publish_event::job(self.job_id(), correspondence, event, self.now);
        self.jobs.push(job);
    }

    fn job_id(&self) -> correspondence_domain::identifiers::JobId {
        self.app.new_job_id(self.now, self.jobs.len())
    }

    /// The letter is Failed, the sender is told, and its own dialog goes away; a foreign one is never touched (lifecycle O3).
    fn failed(&mut self, id: CorrespondenceId, reason: Option<String>, sender: PartyUuid, dialog: DialogLink) {
        tracing::error!(correspondence.id = %id, reason = reason.as_deref().unwrap_or_default(), "a correspondence could not be published");
        let why = reason.as_deref().unwrap_or("no reason is known");
        self.alerts.push(format!("Correspondence {id} could not be published: {why}"));
        self.status(id, CorrespondenceStatus::Failed, reason, sender);
        self.event(id, LetterEvent::PublishFailed);
        if let DialogLink::Own(dialog) = dialog {
            let job = purge_dialog::job(self.job_id(), id, dialog, self.now);
            self.jobs.push(job);
        }
    }
}

/// Which letters were tried by a reader within the last [`INLINE_PAUSE`].
#[derive(Debug, Default)]
pub(crate) struct InlineGuard {
    tried: std::sync::Mutex<HashMap<CorrespondenceId, Timestamp>>,
}

impl InlineGuard {
    fn may_try(&self, id: CorrespondenceId, now: Timestamp) -> bool {
        let mut tried = self.tried.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        tried.retain(|_, at| now.since(*at) < INLINE_PAUSE);
        if tried.contains_key(&id) {
            return false;
        }
        tried.insert(id, now);
        true
    }
}

/// Publishes a letter that is overdue, for a reader who is waiting (lifecycle §6, "Inline publish"). Tells whether the letter may
/// have changed; a failure is the job's to mend.
pub(crate) async fn publish_overdue(app: &App, letter: &Letter) -> bool {
    let now = app.clock.now();
    let overdue = letter.requested_publish_at <= now && may_be_decided(letter);
    if !overdue || !app.inline_publish.may_try(letter.id, now) {
        return false;
    }
    for outcome in decide(app, std::slice::from_ref(letter)).await {
        if let Err(error) = outcome {
            tracing::warn!(correspondence.id = %letter.id, %error, "an overdue correspondence could not be published for its reader");
            return false;
        }
    }
    true
}
