//! The server: connections with limits, whose link a request brings, and one thread that writes.

use ocop::input::ProblemCode;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::api::Answer;
use crate::engine::Engine;
use crate::fault::{Fault, Outcome, Said, system};
use crate::session::Session;
use crate::store::{self, Access, Lock};
use crate::{links, pages};

mod acts;
mod connection;
mod request;
mod writer;

pub(crate) use request::pairs;

use connection::accept;
use writer::Writer;

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

/// What a server is started with.
#[derive(Debug, Default)]
pub struct Options {
    /// The session.
    pub path: PathBuf,
    /// Where it listens; on this machine alone where that is not said.
    pub listen: Option<SocketAddr>,
    /// Whether also at this machine's private addresses.
    pub lan: bool,
    /// Whether producers find the page to assess their own products, without a link.
    pub self_assessment: bool,
    /// A certificate and its key, in PEM.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Its limits.
    pub limits: Limits,
}

/// How long a server takes leave.
const LEAVE: Duration = Duration::from_secs(3);

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the requests share. Nothing of the session is kept here: only connections to its file, and
/// what was parsed of data whose hash the file names.
struct State {
    path: PathBuf,
    writer: Writer,
    readers: Mutex<Vec<Connection>>,
    engine: Mutex<Option<Arc<Engine>>>,
    limits: Limits,
    self_assessment: bool,
    tls: Option<TlsAcceptor>,
    /// Where this machine reaches it.
    url: String,
    port: u16,
    wrong: Mutex<BTreeMap<IpAddr, (Instant, u32)>>,
    connections: AtomicUsize,
    by_address: Mutex<BTreeMap<IpAddr, usize>>,
    /// Whether another device has reached it.
    reached: AtomicBool,
    /// Where it listens to other devices.
    lan: Mutex<Vec<SocketAddr>>,
    /// Whether it listens at every address that this machine has or gets.
    everywhere: bool,
    /// What it shall listen at too.
    more: mpsc::UnboundedSender<TcpListener>,
    stop: watch::Receiver<bool>,
}

/// Who asks from where.
#[derive(Debug, Clone, Copy)]
struct Peer {
    remote: SocketAddr,
    local: SocketAddr,
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
    async fn read<T: Send + 'static>(
        self: &Arc<State>,
        ask: impl FnOnce(&Session<'_>) -> T + Send + 'static,
    ) -> Outcome<T> {
        let state = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || {
            let kept = lock(&state.readers).pop();
            let mut file = match kept {
                Some(file) => file,
                None => store::open(&state.path, Access::Write)?,
            };
            let answer = store::read(&mut file, |file| {
                let engine = state.engine(file)?;
                Ok::<T, Fault>(ask(&Session {
                    file,
                    engine: &engine,
                }))
            });
            lock(&state.readers).push(file);
            answer
        });
        match asked.await {
            Ok(answer) => answer,
            Err(_) => Err(crate::fault::damaged("thread")),
        }
    }

    /// Changes the file; the answer comes when that is on disk.
    async fn write(
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
    fn may_be_wrong(&self, from: IpAddr) -> bool {
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
    fn room(&self) -> pages::Room {
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
        pages::Room { lan, here, reached }
    }

    fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    fn cookie(&self, peer: Peer) -> String {
        format!("ocop-{}", peer.local.port())
    }

    fn enter(&self, from: IpAddr) -> bool {
        let most = self.limits.connections;
        let mut by_address = lock(&self.by_address);
        let count = by_address.entry(from).or_default();
        let half = most.div_ceil(2);
        if self.connections.load(Ordering::Relaxed) >= most || *count >= half {
            return false;
        }
        *count += 1;
        self.connections.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn leave(&self, from: IpAddr) {
        let mut by_address = lock(&self.by_address);
        if let Some(count) = by_address.get_mut(&from) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                by_address.remove(&from);
            }
        }
        self.connections.fetch_sub(1, Ordering::Relaxed);
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
#[must_use]
pub fn private_addresses() -> Vec<Ipv4Addr> {
    let mut addresses = addresses();
    addresses.retain(Ipv4Addr::is_private);
    addresses
}

/// Serves a session until the program is asked to end. `announce` gets the first line.
///
/// # Errors
///
/// The file cannot be served, or the address is taken.
pub fn serve(options: Options, announce: impl FnOnce(&str)) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .map_err(|error| system(&options.path, &error))?;
    // Under the lock a file of an older format would be carried over by this program itself.
    drop(store::open(&options.path, Access::Write)?);
    let lock_held = Lock::take(&options.path)?;
    let mut file = store::open(&options.path, Access::Write)?;
    store::sound(&file)?;
    let tls = match &options.tls {
        Some((certificate, key)) => Some(acceptor(certificate, key)?),
        None => None,
    };
    let kept = store::meta(&file, "server")?.and_then(|text| serde_json::from_str(&text).ok());
    let kept: serde_json::Value = kept.unwrap_or_default();
    let kept_port = kept.get("port").and_then(serde_json::Value::as_u64);
    let kept_port = kept_port.and_then(|port| u16::try_from(port).ok());
    let listeners = runtime.block_on(bind(&options, kept_port.unwrap_or(0)))?;
    let port = listeners
        .first()
        .and_then(|listener| listener.local_addr().ok())
        .map_or(0, |address| address.port());
    let scheme = if tls.is_some() { "https" } else { "http" };
    let addresses: Vec<SocketAddr> = listeners
        .iter()
        .filter_map(|listener| listener.local_addr().ok())
        .collect();
    let own = addresses
        .first()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |one| one.ip());
    let everywhere = own.is_unspecified();
    let own = if everywhere {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        own
    };
    let url = format!("{scheme}://{}", SocketAddr::new(own, port));
    let others = addresses.iter().flat_map(|address| {
        if address.ip().is_unspecified() {
            private_addresses().into_iter().map(IpAddr::V4).collect()
        } else {
            vec![address.ip()]
        }
    });
    let lan: Vec<SocketAddr> = others
        .filter(|ip| !ip.is_loopback())
        .map(|ip| SocketAddr::new(ip, port))
        .collect();
    let rooms: Vec<String> = lan
        .iter()
        .map(|address| format!("{scheme}://{address}"))
        .collect();
    let kept = json!({"url": url, "lan": rooms, "port": port});
    store::write(&mut file, |file| {
        let mut rooms = rooms.iter();
        rooms.try_for_each(|room| links::keep(file, room))?;
        store::set_meta(file, "server", &kept.to_string())
    })?;
    let (stop, stopped) = watch::channel(false);
    let (more, mut opened) = mpsc::unbounded_channel();
    let state = Arc::new(State {
        path: options.path.clone(),
        writer: Writer::start(file),
        readers: Mutex::default(),
        engine: Mutex::default(),
        limits: options.limits,
        self_assessment: options.self_assessment,
        tls,
        url: url.clone(),
        port,
        wrong: Mutex::default(),
        connections: AtomicUsize::new(0),
        by_address: Mutex::default(),
        reached: AtomicBool::new(false),
        lan: Mutex::new(lan),
        everywhere,
        more,
        stop: stopped,
    });
    runtime.block_on(async {
        for listener in listeners {
            tokio::spawn(accept(Arc::clone(&state), listener));
        }
        announce(&json!({"url": url, "lan": rooms}).to_string());
        let mut ended = pin!(ended());
        loop {
            tokio::select! {
                () = ended.as_mut() => break,
                Some(listener) = opened.recv() => {
                    tokio::spawn(accept(Arc::clone(&state), listener));
                }
            }
        }
        let _ = stop.send(true);
        let until = Instant::now() + LEAVE;
        while state.connections.load(Ordering::Relaxed) > 0 && Instant::now() < until {
            sleep(Duration::from_millis(10)).await;
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    lock(&state.readers).clear();
    // The last connection to the file, so that nothing is left beside it.
    state.writer.stop();
    drop(lock_held);
    Ok(())
}

async fn bind(options: &Options, port: u16) -> Outcome<Vec<TcpListener>> {
    let first = options
        .listen
        .unwrap_or_else(|| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let mut listeners = vec![one(first).await?];
    let port = listeners
        .first()
        .and_then(|listener| listener.local_addr().ok())
        .map_or(port, |address| address.port());
    if options.lan {
        for address in private_addresses() {
            if !first.ip().is_unspecified() && first.ip() != IpAddr::V4(address) {
                listeners.push(one(SocketAddr::new(IpAddr::V4(address), port)).await?);
            }
        }
    }
    Ok(listeners)
}

async fn one(address: SocketAddr) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        Fault::No(ProblemCode::AddressTaken, Said::new(
            format!("không mở được địa chỉ {address} ({error}): một chương trình khác đang dùng; hãy đóng nó, hoặc chọn cổng khác bằng --listen (khi đó phải in lại mã)"),
            format!("{address} cannot be opened ({error}): another program uses it; close that, or choose another port with --listen (printed codes are then void)"),
        ))
    })
}

fn acceptor(certificate: &Path, key: &Path) -> Outcome<TlsAcceptor> {
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let wrong = |path: &Path, error: &dyn std::fmt::Display| {
        let path = path.display();
        Fault::File(
            ProblemCode::Unreadable,
            Said::new(
                format!("`{path}` không phải là chứng thư hoặc khóa PEM: {error}"),
                format!("`{path}` is no certificate or key in PEM: {error}"),
            ),
        )
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(certificate, &error))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(key, &error))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|error| wrong(certificate, &error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Waits until the program is asked to end.
async fn ended() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::hangup(),
        ];
        let mut signals: Vec<_> = kinds
            .into_iter()
            .filter_map(|kind| signal(kind).ok())
            .collect();
        std::future::poll_fn(|context| {
            let any = signals
                .iter_mut()
                .any(|one| one.poll_recv(context).is_ready());
            if any {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    }
    #[cfg(windows)]
    {
        use tokio::signal::windows;
        let (closed, shut) = (windows::ctrl_close(), windows::ctrl_shutdown());
        let closed = async {
            match closed {
                Ok(mut closed) => closed.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        let shut = async {
            match shut {
                Ok(mut shut) => shut.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = closed => {}
            _ = shut => {}
        }
    }
}
