//! Clients that upload files one after the other, by themselves and along with letters, and go on when a server goes away.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use correspondence_testkit::{API, ATTACHMENTS, Form, LetterRequest, announcement, eventually, organisation_urn};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::files::bytes;
use crate::load::{Outcome, Sent, server_is_back};
use crate::setting::{Server, Setting};

/// The organisation that letters go to.
pub(crate) const RECIPIENT: u32 = 7;

/// Of so many files one comes with a letter.
const WITH_A_LETTER: usize = 3;

/// What became of everything.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    /// Files that are there, by id, with their number.
    pub(crate) files: BTreeMap<String, usize>,
    /// Files that are not there: their uploads were interrupted, and could not be repeated as long as their server might be alive.
    pub(crate) to_repeat: BTreeMap<String, usize>,
    /// Letters that were asked for, each with a file.
    pub(crate) letters: Vec<Sent>,
}

/// Clients at work.
pub(crate) struct Uploads {
    address: watch::Sender<String>,
    shared: Arc<Shared>,
    clients: JoinSet<Ended>,
}

struct Shared {
    client: Client,
    token: String,
    files: usize,
    next: AtomicUsize,
    done: AtomicUsize,
}

/// The name that tells the number of a file.
fn name(number: usize) -> String {
    format!("vedlegg-{number}.pdf")
}

/// The number that a name tells.
pub(crate) fn number_in(name: &str) -> usize {
    name.strip_prefix("vedlegg-").and_then(|rest| rest.strip_suffix(".pdf")).unwrap().parse().unwrap()
}

impl Uploads {
    pub(crate) fn start(setting: &Setting, server: &Server, files: usize, clients: usize) -> Self {
        let (address, _) = watch::channel(server.url.clone());
        let shared = Arc::new(Shared {
            client: setting.client.clone(),
            token: setting.sender.clone(),
            files,
            next: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
        });
        let clients = (0..clients).map(|_| Arc::clone(&shared).work(address.subscribe())).collect();
        Self { address, shared, clients }
    }

    /// Waits until this many files were taken.
    pub(crate) async fn done(&self, files: usize) {
        eventually(&format!("{files} files"), async || (self.shared.done.load(Ordering::SeqCst) >= files).then_some(())).await;
    }

    /// The clients go on here.
    pub(crate) fn move_to(&self, server: &Server) {
        self.address.send_replace(server.url.clone());
    }

    /// Waits for the end of the work.
    pub(crate) async fn finished(self) -> Ended {
        let mut all = Ended::default();
        for ended in self.clients.join_all().await {
            all.files.extend(ended.files);
            all.to_repeat.extend(ended.to_repeat);
            all.letters.extend(ended.letters);
        }
        all
    }
}

/// An answer that came whole.
struct Whole {
    status: u16,
    body: Vec<u8>,
}

impl Whole {
    async fn of(call: RequestBuilder) -> Option<Self> {
        let response = call.send().await.ok()?;
        let status = response.status().as_u16();
        Some(Self { status, body: response.bytes().await.ok()?.to_vec() })
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Shared {
    async fn work(self: Arc<Self>, address: watch::Receiver<String>) -> Ended {
        let mut ended = Ended::default();
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.files {
                return ended;
            }
            if number.is_multiple_of(WITH_A_LETTER) {
                let letter = self.with_a_letter(&address, number).await;
                ended.letters.push(letter);
            } else {
                self.by_itself(&address, number, &mut ended).await;
            }
        }
    }

    /// Asks until the server answers.
    async fn ask(&self, address: &watch::Receiver<String>, call: impl Fn(&str) -> RequestBuilder) -> Whole {
        loop {
            let url = address.borrow().clone();
            if let Some(answer) = Whole::of(call(&url).bearer_auth(&self.token)).await {
                return answer;
            }
            server_is_back(&self.client, address).await;
        }
    }

    /// A file that is announced and uploaded, until it is there or has to wait.
    async fn by_itself(&self, address: &watch::Receiver<String>, number: usize, ended: &mut Ended) {
        let announce = |url: &str| self.client.post(format!("{url}{ATTACHMENTS}")).json(&announcement(&name(number)));
        let file = self.ask(address, announce).await.json().as_str().unwrap().to_owned();
        let bytes = bytes(number);
        let upload = |url: &str| {
            let call = self.client.post(format!("{url}{ATTACHMENTS}/{file}/upload")).header("content-type", "application/octet-stream");
            call.body(bytes.clone())
        };
        let answer = self.ask(address, upload).await;
        if answer.status != 200 {
            // Repeated: it had success without the client's knowing, or counts as under way.
            assert_eq!((answer.status, answer.json()["errorCode"].as_u64()), (400, Some(2005)), "{file}");
            let fetch = |url: &str| self.client.get(format!("{url}{ATTACHMENTS}/{file}/download"));
            let fetched = self.ask(address, fetch).await;
            if fetched.status != 200 {
                assert_eq!((fetched.status, fetched.json()["errorCode"].as_u64()), (404, Some(2001)), "{file}");
                ended.to_repeat.insert(file, number);
                return;
            }
        }
        self.done.fetch_add(1, Ordering::SeqCst);
        ended.files.insert(file, number);
    }

    /// A letter that brings its file along. What was left without an answer is not asked for again.
    async fn with_a_letter(&self, address: &watch::Receiver<String>, number: usize) -> Sent {
        let reference = format!("brev-{number}");
        let entries = json!([{"fileName": name(number), "sendersReference": "1"}]);
        let letter = LetterRequest::to(&[organisation_urn(RECIPIENT)]).letter("sendersReference", &*reference);
        let form = Form::of(&letter.letter("content.attachments", entries)).file(&name(number), &bytes(number));
        let url = address.borrow().clone();
        let call = self.client.post(format!("{url}{API}/upload")).bearer_auth(&self.token);
        let Some(answer) = Whole::of(call.header("content-type", Form::media_type()).body(form.body())).await else {
            server_is_back(&self.client, address).await;
            return Sent { reference, outcome: Outcome::Unsure };
        };
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        self.done.fetch_add(1, Ordering::SeqCst);
        let id = answer.json()["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned();
        Sent { reference, outcome: Outcome::Created(id) }
    }
}
