use correspondence_testkit_databases::TestDatabase;
use correspondence_storage::Storage;
use std::process::Command;
#[tokio::test(flavor = "multi_thread")]
async fn bouncer() {
    let database = TestDatabase::postgres().await;
    let name = database.url().split("localhost/").nth(1).unwrap().split('?').next().unwrap().to_owned();
    let dir = "/tmp/c_bouncer"; std::fs::create_dir_all(dir).unwrap();
    Command::new("chown").args(["postgres", dir]).status().unwrap();
    std::fs::write(format!("{dir}/b.ini"), format!("[databases]\n{name} = host=/tmp/correspondence-tests-0 dbname={name} user=postgres\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=16432\nunix_socket_dir=\nauth_type=any\npool_mode=transaction\ndefault_pool_size=3\nignore_startup_parameters=extra_float_digits\nlogfile={dir}/log\n")).unwrap();
    let mut child = Command::new("su").args(["postgres", "-s", "/bin/sh", "-c", &format!("exec pgbouncer {dir}/b.ini")]).spawn().unwrap();
    for suffix in ["?statement-cache-capacity=0&sslmode=disable", "?sslmode=disable"] {
        let storage = Storage::open(&format!("postgres://postgres@127.0.0.1:16432/{name}{suffix}"), 8).await.unwrap();
        let start = std::time::Instant::now();
        while storage.ping().await.is_err() && start.elapsed().as_secs() < 10 {}
        let mut tasks = vec![];
        for _ in 0..8 { let storage = storage.clone(); tasks.push(tokio::spawn(async move {
            let mut errors = vec![];
            for _ in 0..50 { if let Err(e) = storage.advance_clock(jiff::SignedDuration::from_secs(1)).await { errors.push(e.to_string()); }
                if let Err(e) = storage.clock_offset().await { errors.push(e.to_string()); }
                if let Err(e) = storage.letter(correspondence_domain::identifiers::CorrespondenceId(uuid::Uuid::nil())).await { errors.push(e.to_string()); } }
            errors
        })); }
        let mut all = vec![]; for t in tasks { all.extend(t.await.unwrap()); }
        println!("{suffix}: {} errors {:?} offset {:?}", all.len(), all.first(), storage.clock_offset().await.map(|d| d.as_secs()));
    }
    child.kill().unwrap(); child.wait().unwrap();
    println!("{}", std::fs::read_to_string(format!("{dir}/log")).unwrap().lines().rev().take(5).collect::<Vec<_>>().join("\n"));
}
