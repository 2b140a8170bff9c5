//! All files of a letter as one archive, whose checksums are reckoned on the way. Compared with nginx giving out a file of the same length.

use std::fs;

use anyhow::Context;

use super::transfer::Amount;
use super::{Outcome, Scene};
use crate::attachments::{Content, swallow};

const FILES: u64 = 10;
const LENGTH: u64 = 100_000_000;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let content = Content::new();
    let mut attachments = Vec::new();
    for number in 0..FILES {
        let attachment = scene.caller.announce(&format!("part-{number}.pdf")).await?;
        scene.caller.upload(&attachment, &content, LENGTH).await?;
        attachments.push(attachment);
    }
    let letter = scene.caller.send_files("zip", &attachments).await?;
    let bytes_each = swallow(scene.recipient.archive_of(&letter)).await?;
    let plain = match &scene.files.plain {
        None => None,
        Some(plain) => {
            let name = "archive";
            let file = fs::File::create(plain.folder.join(name)).context("a file for nginx")?;
            std::io::copy(&mut std::io::Read::take(std::io::repeat(b'x'), bytes_each), &mut &file)?;
            let (client, url) = (scene.recipient.clone(), format!("{}/{name}", plain.url));
            Some(move |_| client.plain(&url))
        }
    };
    let recipient = scene.recipient.clone();
    let amount = Amount { clients: 1, each_turn: Some(2), bytes_each };
    scene.download("zip", amount, move |_| recipient.archive_of(&letter), plain).await
}
