//! Random lives of letters against a model that is simple enough to be believed: what is answered, what the history holds, what is told,
//! and that nothing waits for ever. The seeds are fixed; a failure shows its own and the commands that led to it, and `CHANCE_SEED` tries
//! it again.

mod draw;
mod model;

use std::collections::HashSet;

use correspondence_domain::correspondence::CorrespondenceStatus as Status;
use correspondence_domain::time::Timestamp;
use correspondence_testkit::{
    Altinn, Answer, DEMO, Engine, LetterRequest, OWNER, organisation, organisation_urn, person, person_urn, program, seeds,
};
use serde_json::{Value, json};

use draw::{Command, Draw};
use model::{Act, Letter, Recipient, Wishes, World};

/// An organisation whose dialogs are refused for ever.
const REFUSED: &str = "319900136";

/// Beginning of every event type.
const EVENT: &str = "no.altinn.correspondence.";

/// Commands of one sequence.
const COMMANDS: usize = 30;

/// Longer than the longest pause between two attempts of a job, in minutes.
const LONGER_THAN_PAUSES: u64 = 13 * 60;

/// More attempts than a job has.
const ATTEMPTS: usize = 24;

/// Longer than any due date is away, in minutes.
const BEYOND_DUE_DATES: u64 = 12 * 24 * 60;

/// One sequence under way. What was done is shown when it fails.
struct Sequence<'a> {
    altinn: &'a Altinn,
    seed: u64,
    done: Vec<String>,
    world: World,
    began: Timestamp,
    letters: Vec<Letter>,
    sender: &'a str,
    /// Tokens of the recipients. Organisation and person receive letters of this sequence alone.
    recipients: [String; 4],
    /// A dialog that somebody else has made for the organisation.
    dialog: String,
}

impl Drop for Sequence<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}:\n  {}", self.seed, self.done.join("\n  "));
        }
    }
}

impl<'a> Sequence<'a> {
    async fn begin(altinn: &'a Altinn, sender: &'a str, seed: u64) -> Self {
        let number = u32::try_from(seed).unwrap();
        let (of_organisation, of_person) = (altinn.recipient(&organisation(number)).await, altinn.reader(&person(number)).await);
        let recipients = [of_organisation.clone(), of_person, altinn.recipient(REFUSED).await, of_organisation];
        let dialog = altinn.foreign_dialog(OWNER, DEMO, &organisation_urn(number)).await;
        let began = Timestamp::parse(&altinn.now().await).unwrap();
        Self { altinn, seed, done: Vec::new(), world: World::default(), began, letters: Vec::new(), sender, recipients, dialog }
    }

    fn moment(&self, minute: u64) -> String {
        Timestamp::from_micros(self.began.as_micros() + i64::try_from(minute).unwrap() * 60_000_000).to_string()
    }

    fn urn(&self, recipient: Recipient) -> String {
        let number = u32::try_from(self.seed).unwrap();
        match recipient {
            Recipient::Organisation | Recipient::Dialog => organisation_urn(number),
            Recipient::Person => person_urn(number),
            Recipient::Refused => format!("urn:altinn:organization:identifier-no:{REFUSED}"),
        }
    }

    async fn run(&mut self, command: Command) {
        self.done.push(format!("{}′ {command:?}", self.world.now));
        match command {
            Command::Create(recipients, wishes) => self.create(&recipients, wishes).await,
            Command::Act { letter, by_sender, act } => self.act(letter, by_sender, act).await,
            Command::Move(minutes) => self.after(minutes).await,
            // A transmission is made at the publish time by a job: until then the letter is not there.
            Command::MoveAndLook(minutes, letter) if self.letters[letter].recipient == Recipient::Dialog => self.after(minutes).await,
            Command::MoveAndLook(minutes, letter) => {
                self.advance(minutes).await;
                self.act(letter, false, Act::Overview).await;
                self.altinn.drain().await;
            }
            Command::Reserve(reserved) => {
                let number = person(u32::try_from(self.seed).unwrap());
                self.altinn.seed(&json!({"persons": [{"number": number, "reserved": reserved}]})).await;
                self.world.is_reserved = reserved;
            }
            Command::Outage { remote, after_work } => {
                // A status that is not repeated at once, so that an outage takes no time.
                self.altinn.outage(&json!({"remote": remote, "status": 403, "afterWork": after_work})).await;
                self.world.dialogporten_is_down |= remote == "dialogporten";
                self.world.contact_register_is_down |= remote == "kontaktregisteret";
                self.world.is_outage = true;
            }
            Command::EndOutages => self.end_outages().await,
        }
    }

    async fn create(&mut self, recipients: &[Recipient], wishes: Wishes) {
        let urns: Vec<String> = recipients.iter().map(|recipient| self.urn(*recipient)).collect();
        let mut request = LetterRequest::to(&urns)
            .letter("isConfirmationNeeded", wishes.confirmation)
            .letter("ignoreReservation", wishes.ignores_reservation);
        if recipients == [Recipient::Dialog] {
            let reference = json!([{"referenceType": "DialogportenDialogId", "referenceValue": self.dialog}]);
            request = request.letter("externalReferences", reference);
        }
        for (member, at) in [("requestedPublishTime", wishes.publish_at), ("dueDateTime", wishes.due_at)] {
            if let Some(at) = at {
                request = request.letter(member, self.moment(at));
            }
        }
        let answer = self.altinn.create(self.sender, &request).await;
        if let Some((status, number)) = self.world.refusal_of(recipients, wishes) {
            answer.refused(status, number);
            return;
        }
        let created = answer.good();
        for (made, recipient) in created["correspondences"].as_array().unwrap().iter().zip(recipients) {
            let id = made["correspondenceId"].as_str().unwrap().to_owned();
            let mut letter = Letter::new(id, *recipient, wishes, &self.world);
            assert_eq!(made["status"], letter.status().name());
            letter.work(&self.world);
            self.letters.push(letter);
        }
        self.altinn.drain().await;
    }

    async fn act(&mut self, place: usize, by_sender: bool, act: Act) {
        let letter = &mut self.letters[place];
        let token = if by_sender { self.sender } else { &self.recipients[letter.recipient as usize] };
        let answer = send(self.altinn, token, &letter.id, act).await;
        let expected = if by_sender { letter.by_sender(act) } else { letter.by_recipient(act, self.world.now) };
        let answered = match expected {
            Ok(_) => answer.expect(200),
            Err((status, number)) => return drop(answer.refused(status, number)),
        };
        if matches!((act, expected), (Act::Overview | Act::Details, Ok(shown)) if answered.json()["status"] != shown.name()) {
            panic!("{expected:?} is expected: {}", answered.text);
        }
        if act == Act::Details {
            assert_eq!(history(&answered.json()), letter.history_for(by_sender), "{letter:?}");
        }
        if !matches!(act, Act::Overview | Act::Details) {
            self.altinn.drain().await;
        }
    }

    async fn advance(&mut self, minutes: u64) {
        self.altinn.advance(&format!("PT{minutes}M")).await;
        self.world.now += minutes;
        for letter in &mut self.letters {
            letter.work(&self.world);
        }
    }

    async fn after(&mut self, minutes: u64) {
        self.advance(minutes).await;
        self.altinn.drain().await;
    }

    /// The remotes work again. What could not be done is done after a pause, and what follows from that after another one.
    async fn end_outages(&mut self) {
        self.altinn.end_outages().await;
        self.world = World { now: self.world.now, is_reserved: self.world.is_reserved, ..World::default() };
        for _ in 0..2 {
            self.after(LONGER_THAN_PAUSES).await;
        }
    }

    /// All time that anything may take goes by. Gives the letters that still wait: those whose attempts are not used up.
    async fn end(mut self) -> Vec<Letter> {
        self.done.push("end".to_owned());
        self.end_outages().await;
        self.after(BEYOND_DUE_DATES).await;
        self.after(LONGER_THAN_PAUSES).await;
        let (waiting, ended): (Vec<Letter>, Vec<Letter>) = std::mem::take(&mut self.letters).into_iter().partition(Letter::is_undecided);
        self.letters = ended;
        let jobs = self.altinn.get("/testing/jobs").await.good().to_string();
        for letter in &self.letters {
            assert!(!jobs.contains(&letter.id), "something waits for ever: {jobs}");
            assert_at_rest(self.altinn, self.sender, letter).await;
        }
        self.assert_foreign_dialog_is_left_alone().await;
        assert!(waiting.iter().all(|letter| letter.recipient == Recipient::Refused), "{waiting:#?}");
        waiting
    }
}

impl Sequence<'_> {
    /// Every published transmission is in it once. One that was taken back may be, if the answer that it was made was lost.
    async fn assert_foreign_dialog_is_left_alone(&self) {
        let dialog = self.altinn.dialog_of_id(&self.dialog).await;
        assert!(dialog["deletedAt"].is_null() && dialog["status"] == "RequiresAttention", "{dialog:#}");
        let sent = dialog["transmissions"].as_array().unwrap().len();
        let transmissions = || self.letters.iter().filter(|letter| letter.recipient == Recipient::Dialog);
        let published = transmissions().filter(|letter| letter.has(Status::Published)).count();
        assert!((published..=transmissions().count()).contains(&sent), "{published} of {sent}: {dialog:#}");
    }
}

async fn send(altinn: &Altinn, token: &str, letter: &str, act: Act) -> Answer {
    match act {
        Act::Overview => altinn.overview(token, letter).await,
        Act::Details => altinn.details(token, letter).await,
        Act::Content => altinn.content(token, letter).await,
        Act::MarkAsRead => altinn.mark_as_read(token, letter).await,
        Act::Confirm => altinn.confirm(token, letter).await,
        Act::Purge => altinn.purge(token, letter).await,
    }
}

fn history(details: &Value) -> Vec<String> {
    details["statusHistory"].as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect()
}

/// The letter shows what the model says, and everything that was to be told of it was told once, in order.
async fn assert_at_rest(altinn: &Altinn, sender: &str, letter: &Letter) {
    let details = altinn.details(sender, &letter.id).await.good();
    assert_eq!(details["status"], letter.status().name(), "{details:#}");
    assert_eq!(history(&details), letter.history_for(true), "{letter:?}");

    // An answer that was lost lets an event come again, under its id.
    let mut ids = HashSet::new();
    let told = altinn.cloud_events(&letter.id).await;
    let told = told.iter().filter(|event| ids.insert(event["id"].to_string()));
    let told: Vec<&str> = told.map(|event| event["type"].as_str().unwrap().strip_prefix(EVENT).unwrap()).collect();
    assert!(letter.has_told(&told), "{told:?} of {letter:?}");

    if letter.recipient == Recipient::Dialog {
        return;
    }
    let dialog = altinn.dialog(&letter.id).await;
    let there = dialog.filter(|dialog| dialog["deletedAt"].is_null());
    assert_eq!(there.is_some(), letter.is_available(), "a dialog is there for as long as its letter: {letter:?}");
    if letter.has(Status::Confirmed) && letter.is_available() {
        assert_eq!(there.unwrap()["status"], "NotApplicable", "{letter:?}");
    }
}

/// Lives through a sequence for each seed, all in one program.
async fn live(engine: Engine, range: std::ops::Range<u64>) {
    let altinn = Altinn::start(program!(), engine).await;
    let sender = altinn.sender().await;
    let mut refused = Vec::new();
    for seed in seeds(range.clone()) {
        let mut draw = Draw::new(seed);
        let mut sequence = Sequence::begin(&altinn, &sender, seed).await;
        for _ in 0..COMMANDS {
            let command = draw.command(sequence.letters.len(), &sequence.world);
            sequence.run(command).await;
        }
        refused.extend(sequence.end().await);
    }
    // Letters whose dialogs are refused for ever end when their attempts are used up.
    for _ in 0..ATTEMPTS {
        altinn.after(&format!("PT{LONGER_THAN_PAUSES}M")).await;
    }
    assert!(!refused.is_empty() || seeds(range.clone()) != range, "the seeds make no such letter");
    for mut letter in refused {
        letter.fail();
        assert_at_rest(&altinn, &sender, &letter).await;
    }
}

#[tokio::test]
async fn a_letter_lives_as_the_model_says_on_sqlite() {
    live(Engine::Sqlite, 1..26).await;
}

#[tokio::test]
async fn a_letter_lives_as_the_model_says_on_postgres() {
    live(Engine::Postgres, 101..111).await;
}
