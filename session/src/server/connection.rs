//! Connections, each with limits on how long it may take.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutWriter;

use super::request::handle;
use super::state::{LEAVE, Peer, State};

pub(super) async fn accept(state: Arc<State>, listener: TcpListener) {
    let mut stop = state.stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let Ok((stream, remote)) = accepted else {
            // No more files may be opened; some will be closed.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(local) = stream.local_addr() else {
            continue;
        };
        let Some((guest, gone)) = state.guests.enter(remote.ip(), state.limits.connections) else {
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let peer = Peer {
                remote,
                local,
                guest,
            };
            tokio::select! {
                () = serve_one(&state, stream, peer) => state.guests.leave(guest),
                _ = gone => {}
            }
        });
    }
}

async fn serve_one(state: &Arc<State>, stream: TcpStream, peer: Peer) {
    let _ = stream.set_nodelay(true);
    if peer.remote.ip() != peer.local.ip() && !peer.remote.ip().is_loopback() {
        state.reached.store(true, Ordering::Relaxed);
    }
    match state.tls.clone() {
        None => talk(state, stream, peer).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = timeout(state.limits.header, tls.accept(stream)).await {
                talk(state, stream, peer).await;
            }
        }
    }
}

async fn talk(
    state: &Arc<State>,
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
) {
    let service = hyper::service::service_fn(|request| {
        let state = Arc::clone(state);
        async move { Ok::<_, Infallible>(handle(state, peer, request).await) }
    });
    // The other end must take what it asked for.
    let mut stream = TimeoutWriter::new(stream);
    stream.set_timeout(Some(state.limits.body));
    let stream = TokioIo::new(Box::pin(stream));
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(state.limits.header)
        .max_headers(64)
        .max_buf_size(64 * 1024)
        .serve_connection(stream, service);
    let mut connection = pin!(connection);
    let mut stop = state.stop.clone();
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stop.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(LEAVE, connection).await;
}
