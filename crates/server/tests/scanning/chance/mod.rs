//! Random lives of files and of the letters that carry them, against a model that is simple enough to be believed: a letter is published
//! once and with all its files clean, or fails once; nothing waits for ever; bytes are there for those who may have them, and for no longer
//! than somebody may. The seeds are fixed; a failure shows its own and the commands that led to it, and `CHANCE_SEED` tries it again.

mod draw;
mod model;

use std::ops::Range;

use correspondence_domain::time::Timestamp;
use correspondence_testkit::{
    API, Altinn, Answer, DEMO, Engine, Form, LetterRequest, OWNER, all_at_once, announcement, organisation, organisation_urn, program,
    seeds,
};
use reqwest::{Body, Method};
use serde_json::{Value, json};

use draw::{Command, Draw, Meanwhile};
use model::{Letter, Link, Model, Place, Recipient, Refusal, Sending};

/// Commands of one life.
const COMMANDS: usize = 50;

/// Longer than the longest pause between two attempts of a job, in minutes.
const LONGER_THAN_PAUSES: u64 = 13 * 60;

/// Longer than any letter keeps a file that it does not keep for good, in minutes.
const BEYOND_EXPIRIES: u64 = 8 * 24 * 60;

/// One life under way. What was done is shown when it fails.
struct Life<'a> {
    altinn: &'a Altinn,
    seed: u64,
    done: Vec<String>,
    model: Model,
    began: Timestamp,
    sender: &'a str,
    /// Tokens of the recipients, who receive letters of this life alone.
    recipients: [String; 3],
    /// A dialog that somebody else has made for the organisation.
    dialog: String,
    /// Files in the store that earlier lives left there.
    left: usize,
}

impl Drop for Life<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}:\n  {}\n{:#?}", self.seed, self.done.join("\n  "), self.model);
        }
    }
}

impl<'a> Life<'a> {
    async fn begin(altinn: &'a Altinn, sender: &'a str, seed: u64, left: usize) -> Self {
        let [number, other] = numbers(seed);
        let (organisation, other) = (altinn.recipient(&organisation(number)).await, altinn.recipient(&organisation(other)).await);
        let recipients = [organisation.clone(), other, organisation];
        let dialog = altinn.foreign_dialog(OWNER, DEMO, &organisation_urn(number)).await;
        let began = Timestamp::parse(&altinn.now().await).unwrap();
        Self { altinn, seed, done: Vec::new(), model: Model::default(), began, sender, recipients, dialog, left }
    }

    async fn run(&mut self, command: Command) {
        self.done.push(format!("{}′ {command:?}", self.model.now));
        match command {
            Command::Announce(days) => self.announce(days).await,
            Command::Upload { file, empty } => self.upload(file, empty).await,
            Command::Verdict { file, clean } => self.verdict(file, clean).await,
            Command::Delete(file) => {
                let answer = self.altinn.delete_attachment(self.sender, &self.model.files[file].id).await;
                assert_answer(&answer, self.model.delete(file));
            }
            Command::FetchBack(file) => self.fetch_back(file).await,
            Command::Send(sending) => self.send(&sending).await,
            Command::SendWhile(file, meanwhile) => self.send_while(file, meanwhile).await,
            Command::Download(letter, link) => self.download(letter, self.model.letters[letter].links[link]).await,
            Command::Purge { letter, by_sender } => self.purge(letter, by_sender).await,
            Command::Move(minutes) => self.after(minutes).await,
            Command::Outage => {
                // A status that is not repeated at once, so that an outage takes no time.
                self.altinn.outage(&json!({"remote": "dialogporten", "status": 403})).await;
                self.model.dialogporten_is_down = true;
            }
            Command::EndOutage => self.end_outage().await,
        }
        self.altinn.drain().await;
        self.model.work();
        self.assert_bytes_are_there_while_they_are_needed();
    }

    async fn announce(&mut self, days: Option<u64>) {
        let name = self.name(self.model.files.len());
        let mut announced = announcement(&name);
        announced["expirationInDays"] = json!(days);
        let id = self.altinn.announce(self.sender, &announced).await.good().as_str().unwrap().to_owned();
        self.model.announce(id, name, days);
    }

    fn name(&self, place: Place) -> String {
        format!("{} {place}.pdf", self.seed)
    }

    async fn upload(&mut self, file: Place, empty: bool) {
        let (id, bytes) = (&self.model.files[file].id, self.model.files[file].bytes());
        // Without an announced length: that it is empty shows at its end.
        let pieces: Vec<Result<String, std::io::Error>> = if empty { Vec::new() } else { vec![Ok(bytes)] };
        let answer = self.altinn.upload(self.sender, id, Body::wrap_stream(futures_util::stream::iter(pieces))).await;
        assert_answer(&answer, self.model.upload(file, empty));
    }

    async fn verdict(&mut self, file: Place, clean: bool) {
        let id = &self.model.files[file].id;
        if clean {
            self.altinn.found_clean(id).await;
        } else {
            self.altinn.found_infected(id).await;
        }
        self.model.verdict(file, clean);
    }

    async fn fetch_back(&self, file: Place) {
        let answer = self.altinn.fetch_back(self.sender, &self.model.files[file].id).await;
        assert_bytes(&answer, self.model.fetch_back(file), &self.model.files[file].bytes());
    }

    async fn download(&mut self, letter: Place, link: Link) {
        let (token, file) = (&self.recipients[self.model.letters[letter].recipient as usize], &self.model.files[link.file]);
        let (answer, bytes) = (self.altinn.download(token, &self.model.letters[letter].id, &file.id).await, file.bytes());
        assert_bytes(&answer, self.model.download(letter, link), &bytes);
    }

    async fn purge(&mut self, place: Place, by_sender: bool) {
        let letter = &self.model.letters[place];
        let token = if by_sender { self.sender } else { &self.recipients[letter.recipient as usize] };
        let answer = self.altinn.purge(token, &letter.id).await;
        assert_answer(&answer, self.model.purge(place, by_sender));
    }

    fn request(&self, sending: &Sending) -> LetterRequest {
        let [number, other] = numbers(self.seed);
        let urn = |recipient: &Recipient| organisation_urn(if *recipient == Recipient::Other { other } else { number });
        let urns: Vec<String> = sending.recipients.iter().map(urn).collect();
        let reused: Vec<&str> = sending.reused.iter().map(|file| self.model.files[*file].id.as_str()).collect();
        let mut request = LetterRequest::to(&urns).carrying(&reused);
        if let Some(minute) = sending.publish_at {
            let at = self.began.as_micros() + i64::try_from(minute).unwrap() * 60_000_000;
            request = request.letter("requestedPublishTime", Timestamp::from_micros(at).to_string());
        }
        if sending.recipients == [Recipient::Dialog] {
            let reference = json!([{"referenceType": "DialogportenDialogId", "referenceValue": self.dialog}]);
            request = request.letter("externalReferences", reference);
        }
        request
    }

    async fn send(&mut self, sending: &Sending) {
        let first = self.model.files.len();
        let names: Vec<String> = (first..first + sending.new.len()).map(|place| self.name(place)).collect();
        let entry = |(name, days)| json!({"fileName": name, "sendersReference": "1", "expirationInDays": days});
        let entries: Vec<Value> = names.iter().zip(&sending.new).map(entry).collect();
        let form = Form::of(&self.request(sending).letter("content.attachments", entries));
        let form = names.iter().fold(form, |form, name| form.file(name, format!("the bytes of {name}").as_bytes()));
        let answer = self.altinn.create_by_form(self.sender, &form).await;
        let expected = self.model.refusal_of(sending);
        if expected.is_ok() {
            let created = answer.clone().expect(200).json();
            let ids = created["attachmentIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned());
            // Those that came with the letter are named before those that it reuses.
            self.model.create(sending, &letters_of(&answer), names.into_iter().zip(ids).collect());
        }
        assert_answer(&answer, expected);
    }

    /// Two things at the same moment: what is answered and what becomes of the letter is as if one had come after the other.
    async fn send_while(&mut self, file: Place, meanwhile: Meanwhile) {
        let sending = Sending { recipients: vec![Recipient::Organisation], publish_at: None, new: Vec::new(), reused: vec![file] };
        let id = &self.model.files[file].id;
        let create = self.altinn.call(Method::POST, API).bearer_auth(self.sender).json(self.request(&sending).body());
        let other = match meanwhile {
            Meanwhile::Clean => self.altinn.verdict_call(id, "No threats found"),
            Meanwhile::Infected => self.altinn.verdict_call(id, "Malicious"),
            Meanwhile::Delete => self.altinn.attachment(Method::DELETE, &format!("/{id}"), self.sender),
        };
        let answers = all_at_once(vec![create, other]).await;
        self.altinn.drain().await;
        let letters = letters_of(&answers[0]);
        let history = match letters.first() {
            Some(letter) => self.altinn.history(self.sender, letter).await,
            None => Vec::new(),
        };

        let create = |model: &mut Model| model.refusal_of(&sending).map(|()| model.create(&sending, &letters, Vec::new()));
        let other = |model: &mut Model| match meanwhile {
            Meanwhile::Delete => model.delete(file),
            Meanwhile::Clean | Meanwhile::Infected => {
                model.verdict(file, matches!(meanwhile, Meanwhile::Clean));
                Ok(())
            }
        };
        let mut orders = [(); 3].map(|()| self.model.clone());
        let [at_once, published, after] = &mut orders;
        let expected = [[create(at_once), other(at_once)], [create(published).inspect(|()| published.work()), other(published)], {
            let done = other(after);
            [create(after), done]
        }];
        let fits = |(model, expected): &(Model, [Result<(), Refusal>; 2])| {
            let shown = letters.first().map_or(Vec::new(), |_| model.letters.last().map_or(Vec::new(), Letter::history));
            shown == history && expected.iter().zip(&answers).all(|(expected, answer)| is_answer(answer, *expected))
        };
        orders.iter_mut().for_each(Model::work);
        let found = orders.into_iter().zip(expected).find(fits);
        self.model = found.unwrap_or_else(|| panic!("in no order: {answers:#?} {history:?}")).0;
    }

    async fn after(&mut self, minutes: u64) {
        self.altinn.after(&format!("PT{minutes}M")).await;
        self.model.now += minutes;
        self.model.work();
    }

    /// What could not be done is done after a pause, and what follows from that after another one.
    async fn end_outage(&mut self) {
        self.altinn.end_outages().await;
        self.altinn.silence_scanner().await;
        self.model.dialogporten_is_down = false;
        for _ in 0..2 {
            self.after(LONGER_THAN_PAUSES).await;
        }
    }

    /// The scanner says what it has not said, all time that anything may take goes by, and everything is purged that can be. Gives the
    /// number of files that stay in the store.
    async fn end(mut self, mut draw: Draw) -> usize {
        self.done.push("end".to_owned());
        self.end_outage().await;
        for file in 0..self.model.files.len() {
            if self.model.files[file].waits() {
                self.run(draw.verdict(file)).await;
            }
        }
        self.after(BEYOND_EXPIRIES).await;
        self.after(LONGER_THAN_PAUSES).await;
        assert!(!self.model.letters.iter().any(Letter::is_undecided));
        let jobs = self.altinn.work().await;
        assert!(jobs.is_empty(), "something waits for ever: {jobs:#?}");
        self.assert_bytes_are_there_while_they_are_needed();
        self.assert_bytes_are_for_those_who_may().await;
        self.assert_letters_are_at_rest().await;
        self.assert_files_are_at_rest().await;

        for letter in 0..self.model.letters.len() {
            self.run(Command::Purge { letter, by_sender: !self.model.letters[letter].is_available() }).await;
        }
        for file in 0..self.model.files.len() {
            self.run(Command::Delete(file)).await;
        }
        self.left + self.stored()
    }

    fn stored(&self) -> usize {
        self.model.files.iter().filter(|file| file.has_bytes()).count()
    }
}

/// What must be so whatever happened.
impl Life<'_> {
    #[track_caller]
    fn assert_bytes_are_there_while_they_are_needed(&self) {
        assert_eq!(self.altinn.stored_files(), self.left + self.stored());
    }

    async fn assert_bytes_are_for_those_who_may(&mut self) {
        for letter in 0..self.model.letters.len() {
            let Letter { id, recipient, links, .. } = self.model.letters[letter].clone();
            let stranger = self.recipients[usize::from(recipient != Recipient::Other)].clone();
            for link in links {
                self.altinn.download(&stranger, &id, &self.model.files[link.file].id).await.refused(401, 4001);
                self.download(letter, link).await;
            }
        }
        for file in 0..self.model.files.len() {
            self.fetch_back(file).await;
        }
    }

    async fn assert_letters_are_at_rest(&self) {
        for letter in &self.model.letters {
            assert_eq!(self.altinn.history(self.sender, &letter.id).await, letter.history(), "{letter:#?}");
            assert_eq!(self.altinn.events(&letter.id).await, letter.events, "{letter:#?}");
            if letter.recipient != Recipient::Dialog {
                let dialog = self.altinn.dialog(&letter.id).await.filter(|dialog| dialog["deletedAt"].is_null());
                assert_eq!(dialog.is_some(), letter.is_available(), "a dialog is there for as long as its letter: {letter:#?}");
            }
        }
        let dialog = self.altinn.dialog_of_id(&self.dialog).await;
        assert!(dialog["deletedAt"].is_null() && dialog["status"] == "RequiresAttention", "{dialog:#}");
        let transmissions = self.model.letters.iter().filter(|letter| letter.recipient == Recipient::Dialog && letter.is_in_inbox);
        assert_eq!(dialog["transmissions"].as_array().unwrap().len(), transmissions.count(), "{dialog:#}");
    }

    async fn assert_files_are_at_rest(&self) {
        for file in &self.model.files {
            let history = self.altinn.attachment_history(self.sender, &file.id).await;
            assert_eq!(history.into_iter().map(|(status, _)| status).collect::<Vec<_>>(), file.history, "{file:#?}");
            assert_eq!(self.altinn.events(&file.id).await, file.events, "{file:#?}");
        }
    }
}

fn numbers(seed: u64) -> [u32; 2] {
    let first = u32::try_from(2 * seed).unwrap();
    [first, first + 1]
}

/// The letters that were created, if they were.
fn letters_of(answer: &Answer) -> Vec<String> {
    if answer.status != 200 {
        return Vec::new();
    }
    let created = answer.json();
    let letters = created["correspondences"].as_array().unwrap();
    letters.iter().map(|letter| letter["correspondenceId"].as_str().unwrap().to_owned()).collect()
}

fn is_answer(answer: &Answer, expected: Result<(), Refusal>) -> bool {
    match expected {
        Ok(()) => matches!(answer.status, 200 | 204),
        Err((status, number)) => answer.status == status && answer.json()["errorCode"] == number,
    }
}

#[track_caller]
fn assert_answer(answer: &Answer, expected: Result<(), Refusal>) {
    assert!(is_answer(answer, expected), "{expected:?} is expected: {} {}", answer.status, answer.text);
}

#[track_caller]
fn assert_bytes(answer: &Answer, expected: Result<(), Refusal>, bytes: &str) {
    assert!(expected.is_err() || answer.text == bytes, "{}", answer.text);
    assert_answer(answer, expected);
}

/// Lives a life for each seed, all in one program.
async fn live(engine: Engine, range: Range<u64>) {
    let altinn = Altinn::start(program!(), engine).await;
    altinn.silence_scanner().await;
    let sender = altinn.sender().await;
    let mut left = 0;
    for seed in seeds(range) {
        let mut draw = Draw::new(seed);
        let mut life = Life::begin(&altinn, &sender, seed, left).await;
        for _ in 0..COMMANDS {
            let command = draw.command(&life.model);
            life.run(command).await;
        }
        left = life.end(draw).await;
    }
}

#[tokio::test]
async fn files_and_letters_live_as_the_model_says_on_sqlite() {
    live(Engine::Sqlite, 1..14).await;
}

#[tokio::test]
async fn files_and_letters_live_as_the_model_says_on_postgres() {
    live(Engine::Postgres, 101..109).await;
}
