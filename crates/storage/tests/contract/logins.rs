//! Logins in the browser: what is kept of them is used once, and not for long.

use correspondence_storage::{LoginAttempt, digest};
use correspondence_testkit_databases::{TestDatabase, db_test};

use crate::raw::{Raw, rows};
use crate::support::at;

fn attempt() -> LoginAttempt {
    LoginAttempt {
        proof: digest("cookie"),
        endpoint: "/correspondence/api/v1/x?a=%C3%A5".to_owned(),
        code_verifier: "verifier".to_owned(),
        nonce: "nonce".to_owned(),
    }
}

db_test! {
    async fn an_attempt_serves_one_callback(database) {
        let storage = database.storage().await;
        storage.begin_login("state-1", &attempt(), at(60)).await.unwrap();
        storage.begin_login("state-2", &attempt(), at(60)).await.unwrap();
        assert_eq!(storage.finish_login("state-3", at(1)).await.unwrap(), None);
        assert!(storage.finish_login("state-1", at(59)).await.unwrap() == Some(attempt()));
        assert_eq!(storage.finish_login("state-1", at(59)).await.unwrap(), None);
        // Run out, to the moment.
        assert_eq!(storage.finish_login("state-2", at(60)).await.unwrap(), None);
    }

    async fn a_ticket_serves_one_request(database) {
        let storage = database.storage().await;
        storage.issue_login_ticket("ticket-1", "token-1", at(60)).await.unwrap();
        storage.issue_login_ticket("ticket-2", "token-2", at(60)).await.unwrap();
        assert_eq!(storage.redeem_login_ticket("ticket-3", at(1)).await.unwrap(), None);
        assert_eq!(storage.redeem_login_ticket("ticket-1", at(59)).await.unwrap().as_deref(), Some("token-1"));
        assert_eq!(storage.redeem_login_ticket("ticket-1", at(59)).await.unwrap(), None);
        assert_eq!(storage.redeem_login_ticket("ticket-2", at(60)).await.unwrap(), None);
    }

    async fn what_ran_out_is_forgotten(database) {
        let storage = database.storage().await;
        for (name, end) in [("1", 60), ("2", 61)] {
            storage.begin_login(name, &attempt(), at(end)).await.unwrap();
            storage.issue_login_ticket(name, "token", at(end)).await.unwrap();
        }
        assert_eq!(storage.forget_logins(at(59)).await.unwrap(), 0);
        assert_eq!(storage.forget_logins(at(60)).await.unwrap(), 2);
        assert!(storage.finish_login("2", at(60)).await.unwrap().is_some());
        assert!(storage.redeem_login_ticket("2", at(60)).await.unwrap().is_some());
    }

    async fn secrets_of_the_browser_are_not_written(database) {
        let storage = database.storage().await;
        storage.begin_login("state-secret", &attempt(), at(60)).await.unwrap();
        storage.issue_login_ticket("ticket-secret", "token", at(60)).await.unwrap();
        let mut raw = Raw::connect(&database).await;
        for table in ["login_state", "login_ticket"] {
            let identity = if matches!(raw, Raw::Postgres(_)) { "id::text" } else { "lower(hex(id))" };
            let found = rows(&mut raw, &format!("SELECT {identity} FROM {table}")).await;
            let secret = if table == "login_state" { "state-secret" } else { "ticket-secret" };
            assert_eq!(found[0][0].as_deref().unwrap().replace('-', ""), digest(secret).simple().to_string());
        }
    }
}

/// Of many that come at the same moment one is served.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_gets_the_ticket() {
    let database = TestDatabase::postgres().await;
    let storage = database.storage().await;
    for round in 0..20 {
        let ticket = format!("ticket-{round}");
        storage.issue_login_ticket(&ticket, "token", at(60)).await.unwrap();
        let tries: Vec<_> = (0..8)
            .map(|_| {
                let (storage, ticket) = (storage.clone(), ticket.clone());
                tokio::spawn(async move { storage.redeem_login_ticket(&ticket, at(1)).await.unwrap() })
            })
            .collect();
        let mut served = 0;
        for attempt in tries {
            served += usize::from(attempt.await.unwrap().is_some());
        }
        assert_eq!(served, 1);
    }
}
