//! The W3C trace context of the work that is going on, carried by the task. It is only handed on, never decided upon.

use std::fmt;
use std::future::Future;

use correspondence_domain::randomness::Randomness;

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// Which trace the work belongs to, and which span of it is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace; never all zero.
    pub trace_id: [u8; 16],
    /// The span; never all zero.
    pub span_id: [u8; 8],
    /// Flags of the trace; bit 0: sampled.
    pub flags: u8,
}

impl TraceContext {
    /// Begins a trace of its own.
    #[must_use]
    pub fn begin(randomness: &dyn Randomness) -> Self {
        let mut trace_id = randomness.bytes();
        trace_id[15] |= u8::from(trace_id == [0; 16]);
        Self { trace_id, span_id: span(randomness), flags: 1 }
    }

    /// The same trace with a span of its own.
    #[must_use]
    pub fn child(self, randomness: &dyn Randomness) -> Self {
        Self { span_id: span(randomness), ..self }
    }

    /// Reads a `traceparent` header; none when it is malformed. Versions above 00 may carry more fields, which are not read.
    #[must_use]
    pub fn parse(traceparent: &str) -> Option<Self> {
        let mut parts = traceparent.trim().split('-');
        let version = hex::<1>(parts.next()?)?[0];
        let (trace_id, span_id) = (hex::<16>(parts.next()?)?, hex::<8>(parts.next()?)?);
        let flags = hex::<1>(parts.next()?)?[0];
        let valid = version != 0xff && trace_id != [0; 16] && span_id != [0; 8] && (version > 0 || parts.next().is_none());
        valid.then_some(Self { trace_id, span_id, flags })
    }

    /// The trace's id as 32 hexadecimal digits, as logs and problem bodies show it.
    #[must_use]
    pub fn trace_id_text(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.trace_id))
    }
}

/// The value of a `traceparent` header.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, span) = (u128::from_be_bytes(self.trace_id), u64::from_be_bytes(self.span_id));
        write!(f, "00-{trace:032x}-{span:016x}-{:02x}", self.flags)
    }
}

/// Runs `work` as part of `context`.
pub async fn scope<F: Future>(context: TraceContext, work: F) -> F::Output {
    CURRENT.scope(context, work).await
}

/// The context of the running task, if it has one.
#[must_use]
pub fn current() -> Option<TraceContext> {
    CURRENT.try_with(|context| *context).ok()
}

/// Runs `work` in the context that is current now, also on another task.
pub(crate) fn inherit<F: Future>(work: F) -> impl Future<Output = F::Output> {
    let context = current();
    async move {
        match context {
            Some(context) => scope(context, work).await,
            None => work.await,
        }
    }
}

fn span(randomness: &dyn Randomness) -> [u8; 8] {
    let mut id = [0; 8];
    id.copy_from_slice(&randomness.bytes()[..8]);
    id[7] |= u8::from(id == [0; 8]);
    id
}

/// Lower-case hexadecimal of exactly `N` bytes.
fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N || !digits.iter().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(b)) {
        return None;
    }
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_survives_being_written_and_read() {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let context = TraceContext::parse(text).unwrap();
        assert_eq!(context.to_string(), text);
        assert_eq!(context.trace_id_text(), "0af7651916cd43dd8448eb211c80319c");
    }

    #[test]
    fn malformed_contexts_are_not_taken() {
        for bad in [
            "",
            "00",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        ] {
            assert_eq!(TraceContext::parse(bad), None, "{bad}");
        }
        assert!(TraceContext::parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later").is_some());
    }
}
