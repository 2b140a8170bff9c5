//! One connection: one command, as clamd takes it without a session. Commands begin with `z` and end with a zero byte, or begin with `n`
//! and end with a line feed.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::marks::{Marks, Search};
use crate::world::World;

/// Longer commands than this there are none.
const LONGEST_COMMAND: usize = 32;
/// Bytes that are looked at together.
const PIECE: usize = 64 * 1024;
/// How long a scan takes at least: callers must not come to expect a verdict with the answer to an upload.
const MOMENT: Duration = Duration::from_millis(300);
/// How long a slow scan takes.
const SLOW: Duration = Duration::from_secs(10);

/// The name under which outages are begun.
const REMOTE: &str = "clamd";

const UNKNOWN: &str = "UNKNOWN COMMAND";

pub(super) async fn hold(connection: TcpStream, world: &World) -> io::Result<()> {
    let mut connection = BufReader::with_capacity(PIECE, connection);
    let (command, end) = command(&mut connection).await?;
    let answer = match command.as_slice() {
        b"PING" => "PONG",
        b"VERSION" => "ClamAV emulated",
        b"INSTREAM" => match scan(&mut connection, world).await? {
            Some(answer) => answer,
            None => return Ok(()),
        },
        _ => UNKNOWN,
    };
    connection.write_all(answer.as_bytes()).await?;
    connection.write_all(&[end]).await?;
    connection.shutdown().await
}

/// A command without its mark, and the byte that ends it and its answer.
async fn command(connection: &mut BufReader<TcpStream>) -> io::Result<(Vec<u8>, u8)> {
    let end = if connection.read_u8().await? == b'z' { 0 } else { b'\n' };
    let mut command = Vec::new();
    while command.len() < LONGEST_COMMAND {
        match connection.read_u8().await? {
            byte if byte == end => break,
            byte => command.push(byte),
        }
    }
    Ok((command, end))
}

/// Takes chunks, each after its length, until one of length zero. None: an outage, nothing is answered.
async fn scan(connection: &mut BufReader<TcpStream>, world: &World) -> io::Result<Option<&'static str>> {
    let outage = world.outages.effect(REMOTE, "INSTREAM", "");
    if let Some(outage) = &outage {
        sleep(outage.delay).await;
        if outage.status.is_some() && !outage.after_work {
            return Ok(None);
        }
    }
    let mut search = Search::default();
    let mut piece = vec![0; PIECE];
    loop {
        let mut left = u64::from(connection.read_u32().await?);
        if left == 0 {
            break;
        }
        while left > 0 {
            let room = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let read = connection.read(&mut piece[..room]).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            search.look_at(&piece[..read]);
            left -= read as u64;
        }
    }
    let found = search.found();
    sleep(if found.contains(Marks::SLOW) { SLOW } else { MOMENT }).await;
    let lost = outage.is_some_and(|outage| outage.after_work);
    Ok((!lost).then_some(found.answer()))
}
