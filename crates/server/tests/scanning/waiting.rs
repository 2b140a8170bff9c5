//! Operators are told of verdicts that do not come: after an hour, and every day (decision 21).

use correspondence_testkit::{Altinn, altinn_test, eventually};

async fn messages(altinn: &Altinn) -> Vec<String> {
    let messages = altinn.get("/emulator/messages").await.good();
    let texts = messages["messages"].as_array().unwrap().iter().map(|message| message["text"].as_str().unwrap().to_owned());
    texts.filter(|text| text.contains("verdict")).collect()
}

/// Messages are sent in the background.
async fn told(altinn: &Altinn, times: usize) -> Vec<String> {
    eventually("a message", async || Some(messages(altinn).await).filter(|texts| texts.len() >= times)).await
}

/// The figure of `/metrics`.
async fn figure(altinn: &Altinn, name: &str) -> f64 {
    let text = altinn.get("/metrics").await.expect(200).text;
    text.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().parse().unwrap()
}

altinn_test! {
    async fn operators_are_told_of_files_without_a_verdict(altinn) {
        altinn.silence_scanner().await;
        altinn.set_clock("2030-01-01T08:05:00Z").await;
        let sender = altinn.sender().await;
        let file = altinn.uploaded(&sender, "a.txt", "x").await;
        let judged = altinn.published(&sender, "b.txt", "x").await;
        altinn.after("PT59M").await;
        altinn.after("PT11M").await;
        let texts = told(&altinn, 1).await;
        assert!(texts[0].contains("than an hour: 1,") && texts[0].contains(&file) && !texts[0].contains(&judged), "{texts:?}");
        eventually("the figure", async || (figure(&altinn, "correspondence_attachments_waiting ").await >= 1.0).then_some(())).await;
        // Not again before the morning.
        altinn.after("PT5H").await;
        altinn.after("PT5H").await;
        assert_eq!(messages(&altinn).await.len(), 1);
        altinn.after("P1D").await;
        assert_eq!(told(&altinn, 2).await.len(), 2);
        altinn.after("P1D").await;
        assert_eq!(told(&altinn, 3).await.len(), 3);
        altinn.found_clean(&file).await;
        altinn.after("P2D").await;
        assert_eq!(messages(&altinn).await.len(), 3);
        eventually("the figure", async || (figure(&altinn, "correspondence_attachments_waiting ").await < 1.0).then_some(())).await;
    }
}
