//! `kill -9` while bytes come in: no file claims bytes that it does not have, and no bytes stay that no file has (issue 5).

use correspondence_testkit::Engine;

use crate::files::bytes_of;
use crate::setting::{BOTH, Setting};

/// The bytes lie in the store and the database does not know it yet: the attempt never happened.
async fn killed_before_the_commit(engine: Engine) {
    let setting = Setting::on(engine).await;
    let sender = &setting.sender;
    let mut server = setting.serve(BOTH);
    let (repeated, left) = (server.announced(sender, "a.txt").await, server.announced(sender, "b.txt").await);
    let bytes = [0, 1, 2].map(|number| bytes_of(number, 1_500_000));
    let mut uploads = Vec::new();
    for (file, bytes) in [(&repeated, &bytes[0]), (&left, &bytes[1])] {
        uploads.push((server.begin_upload(sender, file, &bytes[..1_400_000]).await, &bytes[1_400_000..]));
    }
    let obstacle = setting.database.hold_attachments().await;
    let mut answers = Vec::new();
    for (upload, rest) in uploads {
        upload.send(rest).await;
        answers.push(tokio::spawn(upload.end()));
    }
    for file in [&repeated, &left] {
        setting.bytes_lie_there(file).await;
    }
    server.program.kill();
    for answer in answers {
        let is_promised = answer.await.unwrap().is_ok_and(|answer| answer.status().is_success());
        assert!(!is_promised, "the client was promised something that the database does not know");
    }
    obstacle.release().await;

    let mut server = setting.serve(BOTH);
    for file in [&repeated, &left] {
        server.has_no_bytes(sender, file).await;
    }
    // For as long as its process could be alive, an attempt is left alone.
    server.upload(sender, &repeated, bytes[2].clone()).await.refused(400, 2005);
    server.program.kill();
    setting.database.let_leases_run_out().await;
    let server = setting.serve(BOTH);
    let _ = server.upload(sender, &repeated, bytes[2].clone()).await.expect(200);
    server.has_bytes(sender, &repeated, &bytes[2]).await;
    server.after("PT25H").await;
    server.has_bytes(sender, &repeated, &bytes[2]).await;
    assert_eq!(setting.stored_by_attachment(), [(repeated.clone(), 1)].into());

    // Nobody repeated this one: the janitor ended it, and it can be repeated ever after.
    let shown = server.shown(sender, &left).await;
    assert_eq!((shown["status"].as_str(), shown["statusText"].as_str()), (Some("Failed"), Some("Upload interrupted")));
    server.has_no_bytes(sender, &left).await;
    let _ = server.upload(sender, &left, bytes[1].clone()).await.expect(200);
    server.has_bytes(sender, &left, &bytes[1]).await;
    server.settle().await;
    assert_eq!(setting.stored_by_attachment(), [(repeated, 1), (left, 1)].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_store_and_database_promises_no_bytes_on_sqlite() {
    killed_before_the_commit(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_store_and_database_promises_no_bytes_on_postgres() {
    killed_before_the_commit(Engine::Postgres).await;
}
