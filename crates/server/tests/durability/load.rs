//! Clients that create letters one after the other and go on when a server goes away, as soon as there is one again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use correspondence_testkit::{API, Answer, LetterRequest, eventually, organisation_urn};
use reqwest::Client;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::setting::{Server, Setting};

/// How long a client waits for a server.
const BACK_WITHIN: Duration = Duration::from_mins(1);

/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Answered 200: the letter's id.
    Created(String),
    /// Answered with a refusal.
    Refused,
    /// Answered with a failure, or never.
    Unsure,
}

/// A request, found again by its sender's reference.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) reference: String,
    pub(crate) outcome: Outcome,
}

/// Clients at work.
pub(crate) struct Load {
    address: watch::Sender<String>,
    shared: Arc<Shared>,
    clients: JoinSet<Vec<Sent>>,
}

struct Shared {
    client: Client,
    token: String,
    name: &'static str,
    requests: usize,
    next: AtomicUsize,
    created: AtomicUsize,
    unsure: AtomicUsize,
}

impl Load {
    /// Sends `requests` requests through `clients` clients; `name` tells their references from those of others.
    pub(crate) fn start(setting: &Setting, server: &Server, name: &'static str, requests: usize, clients: usize) -> Self {
        let (address, _) = watch::channel(server.url.clone());
        let shared = Arc::new(Shared {
            client: setting.client.clone(),
            token: setting.sender.clone(),
            name,
            requests,
            next: AtomicUsize::new(0),
            created: AtomicUsize::new(0),
            unsure: AtomicUsize::new(0),
        });
        let clients = (0..clients).map(|_| Arc::clone(&shared).work(address.subscribe())).collect();
        Self { address, shared, clients }
    }

    /// Waits until this many letters were created.
    pub(crate) async fn created(&self, letters: usize) {
        eventually(&format!("{letters} letters"), async || (self.shared.created.load(Ordering::SeqCst) >= letters).then_some(())).await;
    }

    /// Waits until this many requests were left without a good answer.
    pub(crate) async fn unsure(&self, requests: usize) {
        eventually("requests that fail", async || (self.shared.unsure.load(Ordering::SeqCst) >= requests).then_some(())).await;
    }

    /// The clients go on here.
    pub(crate) fn move_to(&self, server: &Server) {
        self.address.send_replace(server.url.clone());
    }

    /// Waits for the end of the work.
    pub(crate) async fn finished(self) -> Vec<Sent> {
        self.clients.join_all().await.into_iter().flatten().collect()
    }
}

impl Shared {
    async fn work(self: Arc<Self>, address: watch::Receiver<String>) -> Vec<Sent> {
        let mut sent = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            if number >= self.requests {
                return sent;
            }
            let url = address.borrow().clone();
            let request = self.send(&url, number).await;
            if matches!(request.outcome, Outcome::Unsure) {
                self.unsure.fetch_add(1, Ordering::SeqCst);
                server_is_back(&self.client, &address).await;
            }
            sent.push(request);
        }
    }

    async fn send(&self, url: &str, number: usize) -> Sent {
        let reference = format!("{}-{number}", self.name);
        let letter = LetterRequest::to(&[organisation_urn(u32::try_from(number % 97).unwrap())]).letter("sendersReference", &*reference);
        // A few that break a rule, early and late among the checks.
        let (letter, is_good) = match number % 40 {
            13 => (letter.letter("content.messageTitle", "<b>Vedtak</b>"), false),
            26 => (letter.with("recipients.0", "0192:319900012"), false),
            _ => (letter, true),
        };
        let call = self.client.post(format!("{url}{API}")).bearer_auth(&self.token).json(letter.body());
        let outcome = match call.send().await {
            Ok(response) if response.status() == 200 => match response.json::<serde_json::Value>().await {
                Ok(answer) => Outcome::Created(answer["correspondences"][0]["correspondenceId"].as_str().unwrap().to_owned()),
                Err(_) => Outcome::Unsure,
            },
            Ok(response) if response.status().is_client_error() => Outcome::Refused,
            Ok(response) => {
                let answer = Answer::of(response).await;
                assert_eq!(answer.json()["status"], answer.status, "a failure is a problem body: {}", answer.text);
                Outcome::Unsure
            }
            Err(_) => Outcome::Unsure,
        };
        match outcome {
            Outcome::Created(_) => {
                assert!(is_good, "{reference} broke a rule");
                self.created.fetch_add(1, Ordering::SeqCst);
            }
            Outcome::Refused => assert!(!is_good, "{reference} was refused"),
            Outcome::Unsure => {}
        }
        Sent { reference, outcome }
    }
}

/// Waits until the server that the clients know of is ready.
pub(crate) async fn server_is_back(client: &Client, address: &watch::Receiver<String>) {
    let begun = Instant::now();
    loop {
        let url = address.borrow().clone();
        if client.get(format!("{url}/health")).send().await.is_ok_and(|response| response.status() == 200) {
            return;
        }
        assert!(begun.elapsed() < BACK_WITHIN, "there is no server any more");
        tokio::time::sleep(LOOK).await;
    }
}
