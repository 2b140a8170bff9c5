//! The very large file, whole, to its recipient. Compared with nginx giving out the same file.

use super::transfer::Amount;
use super::{Outcome, Scene};

pub(super) async fn run(scene: &Scene) -> Outcome {
    let large = scene.large().await?;
    let amount = Amount { clients: 1, each_turn: Some(1), bytes_each: scene.large_bytes() };
    let plain = scene.files.plain_url(&large.attachment)?.map(|url| {
        let client = scene.recipient.clone();
        move |_| client.plain(&url)
    });
    let recipient = scene.recipient.clone();
    scene.download("download", amount, move |_| recipient.file_of(&large.letter, &large.attachment), plain).await
}
