//! Pieces of the very large file, as somebody who looks for a page in it would ask for them. Compared with nginx giving out the same pieces.

use super::transfer::Amount;
use super::{Outcome, Scene};
use crate::attachments::piece;

const LENGTH: u64 = 1_000_000;

/// A prime, so that one piece does not lie behind the one before.
const STRIDE: u64 = 1_000_003 * 7;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let large = scene.large().await?;
    let last = scene.large_bytes() - LENGTH;
    let start = move |number: u64| number.wrapping_mul(STRIDE) % (last + 1);
    let amount = Amount { clients: scene.arguments.clients, each_turn: None, bytes_each: LENGTH };
    let plain = scene.files.plain_url(&large.attachment)?.map(|url| {
        let client = scene.recipient.clone();
        move |number| piece(client.plain(&url), start(number), LENGTH)
    });
    let recipient = scene.recipient.clone();
    let ours = move |number| piece(recipient.file_of(&large.letter, &large.attachment), start(number), LENGTH);
    scene.download("download-range", amount, ours, plain).await
}
