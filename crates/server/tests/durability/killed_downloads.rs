//! `kill -9` while bytes go out: nobody takes a part for the whole, and nothing of it is left.

use std::fs;

use correspondence_testkit::{API, Answer, Engine, LetterRequest, organisation, organisation_urn};
use reqwest::{Method, RequestBuilder, Response};

use crate::files::bytes_of;
use crate::setting::{Server, Setting};

/// More than lies between a server and a client that does not read.
const SIZE: usize = 14_000_000;

/// The beginning of a body whose client takes its time.
struct Begun {
    response: Response,
    read: usize,
    whole: usize,
}

impl Begun {
    async fn of(call: RequestBuilder) -> Self {
        let mut response = call.send().await.unwrap();
        assert_eq!(response.status(), 200);
        let whole = usize::try_from(response.content_length().unwrap()).unwrap();
        let read = response.chunk().await.unwrap().unwrap().len();
        Self { response, read, whole }
    }

    /// The rest does not come, and the client knows.
    async fn breaks_off(mut self) {
        loop {
            match self.response.chunk().await {
                Ok(Some(piece)) => self.read += piece.len(),
                Ok(None) => panic!("{} of {} bytes were taken for the whole", self.read, self.whole),
                Err(_) => break,
            }
        }
        assert!(self.read < self.whole);
    }
}

async fn killed_among_downloads(engine: Engine) {
    let setting = Setting::on(engine).await;
    let (sender, recipient) = (&setting.sender, setting.token(&organisation(7), "altinn:correspondence.read").await);
    let temporary = setting.store().with_file_name("temporary");
    fs::create_dir_all(&temporary).unwrap();
    let variables = [("CORRESPONDENCE__ATTACHMENTS__SCANNER", "none"), ("TMPDIR", temporary.to_str().unwrap())];
    let serve = || setting.serve_with(&variables);
    let mut server = serve();
    let mut files = Vec::new();
    for number in 0..2 {
        let file = server.announced(sender, &format!("stor {number}.pdf")).await;
        let _ = server.upload(sender, &file, bytes_of(number, SIZE)).await.expect(200);
        files.push(file);
    }
    let request = LetterRequest::to(&[organisation_urn(7)]).carrying(&files);
    let created = server.call(Method::POST, API).bearer_auth(sender).json(request.body());
    let created = Answer::of(created.send().await.unwrap()).await.good();
    let letter = created["correspondences"][0]["correspondenceId"].as_str().unwrap();
    server.settle().await;
    let stored = setting.stored();
    let all = format!("/{letter}/attachments/downloadall");
    let one = format!("/{letter}/attachment/{}/download", files[1]);
    let zip = server.api(Method::GET, &all, &recipient).await.expect(200).bytes;
    assert!(zip.len() > 2 * SIZE);

    let call = |server: &Server, path: &str| server.call(Method::GET, &format!("{API}{path}")).bearer_auth(&recipient);
    let begun = [Begun::of(call(&server, &all)).await, Begun::of(call(&server, &one)).await];
    server.program.kill();
    for begun in begun {
        begun.breaks_off().await;
    }

    let server = serve();
    let again = server.api(Method::GET, &all, &recipient).await.expect(200);
    assert_eq!(again.header("content-length"), Some(zip.len().to_string().as_str()));
    assert!(again.bytes == zip, "another zip came");
    assert!(server.api(Method::GET, &one, &recipient).await.expect(200).bytes == bytes_of(1, SIZE), "other bytes came");
    assert_eq!(setting.stored(), stored);
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_downloads_hands_out_no_part_as_the_whole_on_sqlite() {
    killed_among_downloads(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_among_downloads_hands_out_no_part_as_the_whole_on_postgres() {
    killed_among_downloads(Engine::Postgres).await;
}
