//! 200 files of 1 MB from all clients at once, announced before. Compared like the very large one, the disk with as many writers.

use std::sync::Arc;

use super::transfer::Limits;
use super::{Outcome, Scene};
use crate::attachments::Content;
use crate::report;

const FILES: u64 = 200;
const LENGTH: u64 = 1_000_000;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let content = Arc::new(Content::new());
    let mut attachments = Vec::new();
    for number in 0..FILES {
        attachments.push(scene.caller.announce(&format!("{number}.pdf")).await?);
    }
    let clients = scene.arguments.clients;
    let mut limits = Limits::default();
    limits.measure(scene, &content, FILES, LENGTH, clients.into())?;
    let (caller, bytes) = (scene.caller.clone(), Arc::clone(&content));
    let uploaded = scene.transfer(clients, Some(FILES), move |number| {
        let attachment = attachments[usize::try_from(number).unwrap_or_default()].clone();
        let (caller, bytes) = (caller.clone(), Arc::clone(&bytes));
        async move { caller.upload(&attachment, &bytes, LENGTH).await }
    });
    let uploaded = uploaded.await?;
    limits.measure(scene, &content, FILES, LENGTH, clients.into())?;
    report::transfer("upload-many", &uploaded, LENGTH, &limits.means());
    Ok(uploaded.figures)
}
