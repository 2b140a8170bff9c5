//! One very large file from its sender into the store, durable and with its checksums when the answer comes. Compared with the checksums alone
//! and with the disk alone, each measured before and after.

use std::sync::Arc;

use super::transfer::Limits;
use super::{Outcome, Scene};
use crate::attachments::Content;
use crate::report;

pub(super) async fn run(scene: &Scene) -> Outcome {
    let (content, length) = (Arc::new(Content::new()), scene.large_bytes());
    let attachment = scene.caller.announce("large.pdf").await?;
    let mut limits = Limits::default();
    limits.measure(scene, &content, 1, length, 1)?;
    let (caller, id, bytes) = (scene.caller.clone(), attachment.clone(), Arc::clone(&content));
    let uploaded = scene.transfer(1, Some(1), move |_| {
        let (caller, id, bytes) = (caller.clone(), id.clone(), Arc::clone(&bytes));
        async move { caller.upload(&id, &bytes, length).await }
    });
    let uploaded = uploaded.await?;
    limits.measure(scene, &content, 1, length, 1)?;
    report::transfer("upload-large", &uploaded, length, &limits.means());
    if uploaded.figures.failed == 0 {
        scene.keep_large(attachment).await?;
    }
    Ok(uploaded.figures)
}
