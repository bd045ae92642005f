//! What the requests of a server share.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsAcceptor;

use crate::engine::Engine;
use crate::fault::{Fault, Outcome, damaged};
use crate::pages::Room;
use crate::request::Answer;
use crate::session::Session;
use crate::store;

use super::guests::Guests;
use super::place::Place;
use super::writer::{Writer, lock};

/// What a server holds others to. `docs/session-security.md` has the numbers.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A header, from connecting or from the last answer.
    pub header: Duration,
    /// A body, and an answer that nobody takes.
    pub body: Duration,
    /// Bytes of a body.
    pub bytes: usize,
    /// Bytes of workbooks that come in.
    pub workbook: usize,
    /// Connections at once; half of them from one address.
    pub connections: usize,
    /// Wrong links from one address at once; then one a second.
    pub wrong: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            header: Duration::from_secs(10),
            body: Duration::from_secs(30),
            bytes: 64 * 1024,
            workbook: 16 * 1024 * 1024,
            connections: 400,
            wrong: 20,
        }
    }
}

/// How long a server takes leave.
pub(super) const LEAVE: Duration = Duration::from_secs(3);

/// What the requests share. Nothing of the session is kept here: only connections to its file, and
/// what was parsed of data whose hash the file names.
pub(super) struct State {
    pub(super) place: Arc<Place>,
    pub(super) writer: Writer,
    pub(super) engine: Mutex<Option<Arc<Engine>>>,
    pub(super) limits: Limits,
    pub(super) self_assessment: bool,
    pub(super) tls: Option<TlsAcceptor>,
    /// Where this machine reaches it.
    pub(super) url: String,
    pub(super) port: u16,
    pub(super) wrong: Mutex<BTreeMap<IpAddr, (Instant, u32)>>,
    pub(super) guests: Guests,
    /// Whether another device has reached it.
    pub(super) reached: AtomicBool,
    /// Where it listens to other devices.
    pub(super) lan: Mutex<Vec<SocketAddr>>,
    /// Whether it listens at every address that this machine has or gets.
    pub(super) everywhere: bool,
    /// What it shall listen at too.
    pub(super) more: mpsc::UnboundedSender<TcpListener>,
    pub(super) stop: watch::Receiver<bool>,
}

/// Who asks from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    pub(super) remote: SocketAddr,
    pub(super) local: SocketAddr,
    /// The number of its connection.
    pub(super) guest: u64,
}

impl State {
    fn engine(&self, file: &Connection) -> Outcome<Arc<Engine>> {
        let digest = store::meta(file, "digest")?;
        let mut kept = lock(&self.engine);
        if let Some(engine) = kept.as_ref()
            && digest.as_deref() == Some(engine.digest())
        {
            return Ok(Arc::clone(engine));
        }
        let engine = Arc::new(store::engine(file)?);
        *kept = Some(Arc::clone(&engine));
        Ok(engine)
    }

    /// Asks on one state of the file.
    pub(super) async fn read<T: Send + 'static>(
        self: &Arc<State>,
        ask: impl FnOnce(&Session<'_>) -> T + Send + 'static,
    ) -> Outcome<T> {
        let state = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            state.place.ask(|file| {
                store::read(file, |file| {
                    let engine = state.engine(file)?;
                    Ok::<T, Fault>(ask(&Session {
                        file,
                        engine: &engine,
                    }))
                })
            })
        });
        match asked.await {
            Ok(answer) => answer,
            Err(_) => Err(damaged("thread")),
        }
    }

    /// Changes the file; the answer comes when that is on disk.
    pub(super) async fn write(
        self: &Arc<State>,
        change: impl FnOnce(&Session<'_>) -> Answer + Send + 'static,
    ) -> Answer {
        let state = Arc::clone(self);
        let work = move |file: &Connection| match state.engine(file) {
            Ok(engine) => change(&Session {
                file,
                engine: &engine,
            }),
            Err(fault) => fault.into(),
        };
        self.writer.ask(Box::new(work)).await
    }

    /// Whether an address may try another wrong link now.
    pub(super) fn may_be_wrong(&self, from: IpAddr) -> bool {
        let mut all = lock(&self.wrong);
        let now = Instant::now();
        if all.len() > 10_000 {
            all.retain(|_, (last, _)| now.duration_since(*last) < Duration::from_secs(60));
        }
        let (last, left) = all.entry(from).or_insert((now, self.limits.wrong));
        let seconds = u32::try_from(now.duration_since(*last).as_secs()).unwrap_or(u32::MAX);
        if seconds > 0 {
            *left = left.saturating_add(seconds).min(self.limits.wrong);
            *last = now;
        }
        let may = *left > 0;
        *left = left.saturating_sub(1);
        may
    }

    /// What it knows of the room now: where it listens, which is what it opened or every private address there is.
    pub(super) fn room(&self) -> Room {
        let here = addresses();
        let mut lan = lock(&self.lan).clone();
        if self.everywhere {
            let private = here.iter().filter(|ip| ip.is_private());
            let private = private.map(|ip| SocketAddr::new(IpAddr::V4(*ip), self.port));
            lan.extend(private);
        }
        lan.sort();
        lan.dedup();
        let reached = self.reached.load(Ordering::Relaxed);
        Room { lan, here, reached }
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    pub(super) fn cookie(&self, peer: Peer) -> String {
        format!("ocop-{}", peer.local.port())
    }
}

/// This machine's addresses in networks that it is in now.
fn addresses() -> Vec<Ipv4Addr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    let mut addresses: Vec<Ipv4Addr> = all
        .into_iter()
        .filter_map(|one| match one.ip() {
            IpAddr::V4(address) if !address.is_loopback() => Some(address),
            _ => None,
        })
        .collect();
    addresses.sort();
    addresses.dedup();
    addresses
}

/// This machine's private addresses.
pub fn private_addresses() -> Vec<Ipv4Addr> {
    let mut addresses = addresses();
    addresses.retain(Ipv4Addr::is_private);
    addresses
}
