//! The listener: accepts connections, bounds what a head may hold, sees to it that answers arrive, and lets running requests finish at
//! the end.

mod linger;
mod unread;

use std::io;
use std::time::Duration;

use axum::Router;
use axum::middleware::from_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use linger::Lingering;

/// Bytes that the head of a request may hold; beyond it the answer is 431.
const HEAD_LIMIT: usize = 64 * 1024;

/// How long a connection may wait for the head of its next request. Longer than the usual idle time of gateways in front, so that it
/// is them who close, never us while a request is on its way.
const HEAD_TIMEOUT: Duration = Duration::from_secs(130);

/// How long running requests may take after the program was asked to stop (run-contract §1).
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// How long clients that are still sending may take to read their answer at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// Pause when the machine has no more room for connections.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until `stop`; then no connection is accepted any more and running requests get [`GRACE`].
pub(crate) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    let builder = builder();
    let router = router.layer(from_fn(unread::say_close));
    let graceful = GracefulShutdown::new();
    let ending = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => spawn(Lingering::new(stream, ending.clone()), &builder, &router, &graceful),
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                sleep(PAUSE).await;
            }
        }
    }
    drop(listener);
    let end = async {
        graceful.shutdown().await;
        ending.close();
        // Whoever does not read the answer by then has lost it.
        let _ = timeout(LAST_ANSWERS, ending.wait()).await;
    };
    if timeout(GRACE, end).await.is_err() {
        tracing::warn!("requests were still running {} s after the program was asked to stop", GRACE.as_secs());
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(HEAD_LIMIT);
    builder.http2().timer(TokioTimer::new()).max_header_list_size(u32::try_from(HEAD_LIMIT).unwrap_or(u32::MAX));
    builder
}

fn spawn(stream: Lingering, builder: &Builder<TokioExecutor>, router: &Router, graceful: &GracefulShutdown) {
    let service = TowerToHyperService::new(router.clone());
    let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            // A client went away or sent what is no HTTP; it was answered where an answer was possible.
            tracing::debug!(error, "a connection ended early");
        }
    });
}

/// The connection failed before it was accepted; the next one may be fine.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::http::StatusCode;
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::Notify;

    use super::*;

    async fn listener() -> TcpListener {
        TcpListener::bind("127.0.0.1:0").await.unwrap()
    }

    async fn answer_to(request: &str, listener: TcpListener, router: Router) -> String {
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        tokio::spawn(serve(listener, router, CancellationToken::new()));
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn a_head_that_is_too_large_is_answered_431() {
        let request = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(2 * HEAD_LIMIT));
        let answer = answer_to(&request, listener().await, Router::new()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }

    #[tokio::test]
    async fn too_many_headers_are_answered_431() {
        let request = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(200));
        let answer = answer_to(&request, listener().await, Router::new()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }

    /// Its client sends all it has before it reads.
    #[tokio::test]
    async fn an_answer_reaches_who_is_still_sending() {
        const LENGTH: usize = 64 * 1024 * 1024;
        let listener = listener().await;
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let refusing = Router::new().route("/", post(async || StatusCode::IM_A_TEAPOT));
        tokio::spawn(serve(listener, refusing, CancellationToken::new()));
        stream.write_all(format!("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {LENGTH}\r\n\r\n").as_bytes()).await.unwrap();
        stream.write_all(&vec![b'x'; LENGTH]).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 418 ") && answer.contains("connection: close"), "{answer}");
    }

    #[tokio::test]
    async fn the_end_waits_for_who_is_still_sending() {
        let listener = listener().await;
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let refusing = Router::new().route("/", post(async || StatusCode::IM_A_TEAPOT));
        let server = tokio::spawn(serve(listener, refusing, stop.clone()));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 418 "), "{answer}");
        stop.cancel();
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(!server.is_finished(), "the client has not ended");
        drop(stream);
        server.await.unwrap();
    }

    /// Nobody looks at what comes with it.
    #[tokio::test]
    async fn a_connection_outlives_a_small_body_that_is_not_read() {
        let router = Router::new().route("/", post(async || "done"));
        let chunked = "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
        let known = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}";
        let requests = format!("{chunked}{known}{chunked}{known}GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let answers = answer_to(&requests, listener().await, router).await;
        assert_eq!((answers.matches("done").count(), answers.matches("connection: close").count()), (4, 1), "{answers}");
    }

    #[tokio::test]
    async fn a_running_request_finishes_after_the_stop() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (beginning, going_on) = (Arc::clone(&begun), Arc::clone(&go_on));
        let slow = get(async move || {
            beginning.notify_one();
            going_on.notified().await;
            "done"
        });
        let listener = listener().await;
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let server = tokio::spawn(serve(listener, Router::new().route("/", slow), stop.clone()));

        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        begun.notified().await;
        stop.cancel();
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        go_on.notify_one();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("done"), "{answer}");
        server.await.unwrap();
    }
}
