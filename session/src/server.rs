//! The server: connections with limits, whose link a request brings, and one thread that writes.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart};
use axum::http::{HeaderMap, HeaderValue, Request as Asked, Response, header};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use rusqlite::Connection;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::api::{self, Answer, Request};
use crate::engine::Engine;
use crate::fault::{Fault, Outcome, Said, system};
use crate::io::Stalled;
use crate::links;
use crate::pages;
use crate::self_assessment;
use crate::session::{Act, SECRETARY, Session};
use crate::store::{self, Access, Lock};

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

/// How many requests that write share one trip to the disk.
const TOGETHER: usize = 64;

/// How many requests may wait to write; more wait in their connections.
const WAITING: usize = 1024;

/// How long a server takes leave.
const LEAVE: Duration = Duration::from_secs(3);

type Work = Box<dyn FnOnce(&Connection) -> Answer + Send>;

struct Job {
    work: Work,
    reply: oneshot::Sender<Answer>,
}

/// The thread that writes: what waits at the same time goes to the disk together, and nobody is
/// answered before it is there.
#[derive(Debug)]
struct Writer {
    jobs: Mutex<Option<SyncSender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Writer {
    fn start(mut file: Connection) -> Writer {
        let (sender, jobs) = sync_channel(WAITING);
        let thread = thread::spawn(move || write_all(&mut file, &jobs));
        Writer {
            jobs: Mutex::new(Some(sender)),
            thread: Mutex::new(Some(thread)),
        }
    }

    async fn ask(&self, work: Work) -> Answer {
        let (reply, answer) = oneshot::channel();
        let jobs = lock(&self.jobs).clone();
        let mut job = Some(Job { work, reply });
        while let (Some(jobs), Some(waiting)) = (&jobs, job.take()) {
            match jobs.try_send(waiting) {
                Ok(()) => break,
                Err(std::sync::mpsc::TrySendError::Full(waiting)) => {
                    job = Some(waiting);
                    sleep(Duration::from_millis(2)).await;
                }
                Err(std::sync::mpsc::TrySendError::Disconnected(_)) => break,
            }
        }
        drop(job);
        answer.await.unwrap_or_else(|_| stopping())
    }

    fn stop(&self) {
        lock(&self.jobs).take();
        if let Some(thread) = lock(&self.thread).take() {
            let _ = thread.join();
        }
    }
}

fn stopping() -> Answer {
    let said = Said::new("chương trình đang đóng", "the program is closing");
    Answer::said(503, &said).with("connection", "close")
}

fn write_all(file: &mut Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let more = std::iter::from_fn(|| jobs.try_recv().ok());
        let batch: Vec<Job> = std::iter::once(first).chain(more).take(TOGETHER).collect();
        let mut replies = Vec::new();
        let together = || {
            store::write(file, |file| {
                for Job { work, reply } in batch {
                    file.execute_batch("SAVEPOINT one")?;
                    let answer = work(file);
                    // A full disk may have ended the whole transaction, with those before.
                    let end = if answer.is_done() {
                        "RELEASE one"
                    } else {
                        "ROLLBACK TO one; RELEASE one"
                    };
                    let ended = file.execute_batch(end);
                    replies.push((reply, answer));
                    ended?;
                }
                Ok::<(), Fault>(())
            })
        };
        // A fault of this program ends one request, with those beside it, and not the thread.
        let written = catch_unwind(AssertUnwindSafe(together));
        let failed = match written {
            Ok(written) => written.err().map(Answer::from),
            Err(_) => Some(stopping()),
        };
        for (reply, answer) in replies {
            let answer = match &failed {
                Some(failed) if answer.status < 500 => failed.clone(),
                _ => answer,
            };
            let _ = reply.send(answer);
        }
    }
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

/// Where a request's link is.
#[derive(Debug)]
enum Link {
    /// None.
    None,
    /// In `Authorization`.
    Bearer(String),
    /// In a cookie.
    Cookie(String),
}

impl Link {
    fn token(&self) -> Option<&str> {
        match self {
            Link::None => None,
            Link::Bearer(token) | Link::Cookie(token) => Some(token),
        }
    }
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
        Fault::No(Said::new(
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
        Fault::File(Said::new(
            format!("`{path}` không phải là chứng thư hoặc khóa PEM: {error}"),
            format!("`{path}` is no certificate or key in PEM: {error}"),
        ))
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

async fn accept(state: Arc<State>, listener: TcpListener) {
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
        if !state.enter(remote.ip()) {
            continue;
        }
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let peer = Peer { remote, local };
            serve_one(&state, stream, peer).await;
            state.leave(remote.ip());
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
    let stream = TokioIo::new(Stalled::new(stream, state.limits.body));
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

/// Letters that stand for themselves or by their numbers in an address.
pub(crate) fn decoded(text: &str, plus: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(str::from_utf8(&pair).ok()?, 16).ok()?
            }
            b'+' if plus => b' ',
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The pairs of a query or of a form.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decoded(key, true)?, decoded(value, true)?))
        })
        .collect()
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn link_of(state: &State, peer: Peer, headers: &HeaderMap) -> Link {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let value = value.to_str().unwrap_or_default();
        let token = value
            .split_once(' ')
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"));
        return Link::Bearer(token.map_or("", |(_, token)| token.trim()).to_owned());
    }
    let name = state.cookie(peer);
    let cookies = headers.get_all(header::COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    match pairs.find(|(key, _)| *key == name) {
        Some((_, token)) => Link::Cookie(token.to_owned()),
        None => Link::None,
    }
}

/// Whether a request that a cookie speaks for comes from a page of this server.
fn is_own(peer: Peer, headers: &HeaderMap, hosts: &[String]) -> bool {
    let Some(host) = text_of(headers, header::HOST).map(str::to_ascii_lowercase) else {
        return false;
    };
    let origin = text_of(headers, header::ORIGIN).map(str::to_ascii_lowercase);
    let from = origin.as_deref().and_then(|origin| {
        let rest = origin.strip_prefix("http://");
        rest.or_else(|| origin.strip_prefix("https://"))
    });
    from == Some(host.as_str()) && is_ours(peer, &host, hosts)
}

/// Whether the server listens at a `Host`: the address that was reached, or one that links were
/// made for.
fn is_ours(peer: Peer, host: &str, hosts: &[String]) -> bool {
    let local = peer.local;
    let here = SocketAddr::new(local.ip().to_canonical(), local.port());
    if host.parse() == Ok(here) || hosts.iter().any(|known| known == host) {
        return true;
    }
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let bare = [80, 443].contains(&local.port());
    local.ip().to_canonical().is_loopback()
        && name == "localhost"
        && (port == local.port().to_string() || (bare && port.is_empty()))
        || (bare && host.parse() == Ok(here.ip()))
}

async fn handle(state: Arc<State>, peer: Peer, request: Asked<Incoming>) -> Response<Body> {
    let head = request.method() == axum::http::Method::HEAD;
    let answer = answered(&state, peer, request).await;
    finished(answer, head)
}

fn finished(answer: Answer, head: bool) -> Response<Body> {
    let length = answer.body.len();
    let body = if head {
        Body::empty()
    } else {
        Body::from(answer.body)
    };
    let mut response = Response::new(body);
    let status = axum::http::StatusCode::from_u16(answer.status);
    *response.status_mut() = status.unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if head {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in [
        ("content-type", answer.media),
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", pages::POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

/// A refusal as the sender reads it: programs get JSON, people a page.
fn refused(api: bool, answer: Answer) -> Answer {
    if api { answer } else { pages::refused(answer) }
}

async fn answered(state: &Arc<State>, peer: Peer, request: Asked<Incoming>) -> Answer {
    let (head, body) = request.into_parts();
    let method = match head.method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    let path: Option<Vec<String>> = head
        .uri
        .path()
        .split('/')
        .skip(1)
        .map(|step| decoded(step, false))
        .collect();
    let path = path.unwrap_or_default();
    let api = path.first().is_some_and(|first| first == "api");
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    if let Some(answer) = pages::open(method, &steps) {
        return answer;
    }
    if state.self_assessment && steps.first() == Some(&self_assessment::AT) {
        return own_assessment(state, method, &head, path, body).await;
    }
    let link = link_of(state, peer, &head.headers);
    let asked = match steps.as_slice() {
        ["l", token] => Some((*token).to_owned()),
        _ => None,
    };
    let (token, new) = (link.token().map(str::to_owned), asked.clone());
    let looked_up = state.read(move |session| {
        let who = |token: Option<&str>| match token {
            Some(token) => session.who(token),
            None => Ok(None),
        };
        Ok::<_, Fault>((
            who(token.as_deref())?,
            who(new.as_deref())?,
            links::hosts(session.file)?,
        ))
    });
    let (who, new, hosts) = match looked_up.await.and_then(|found| found) {
        Ok(found) => found,
        Err(fault) => return refused(api, fault.into()),
    };
    let wrong = (asked.is_some() && new.is_none())
        || (asked.is_none() && link.token().is_some() && who.is_none());
    if wrong && !state.may_be_wrong(peer.remote.ip().to_canonical()) {
        let said = Said::new(
            "quá nhiều đường liên kết sai; hãy đợi một phút",
            "too many wrong links; wait a minute",
        );
        return refused(api, Answer::said(429, &said).with("retry-after", "60"));
    }
    let writes = method != "GET";
    let own = is_own(peer, &head.headers, &hosts);
    if let Some(token) = asked {
        let Some(new) = new else {
            return refused(api, api::unknown());
        };
        return opened(state, peer, (&token, &new), who.as_deref(), method, own).await;
    }
    let Some(who) = who else {
        return refused(api, api::unknown());
    };
    if writes && matches!(link, Link::Cookie(_)) && !own {
        let said = Said::new(
            "yêu cầu đến từ một trang khác hoặc một địa chỉ khác với địa chỉ của chương trình",
            "the request comes from another page, or was sent to another address than the program's",
        );
        return refused(api, Answer::said(403, &said));
    }
    let media = text_of(&head.headers, header::CONTENT_TYPE).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default();
    let mut request = Request {
        method: method.to_owned(),
        query: pairs(head.uri.query().unwrap_or_default()),
        media: media.trim().to_ascii_lowercase(),
        body: Some(Vec::new()),
        files: Vec::new(),
        base: base(state, peer, &head.headers, &hosts),
        path,
    };
    if writes && let Err(answer) = bring(state, &head.headers, body, &who, &mut request).await {
        return refused(api, answer);
    }
    let token = link.token().unwrap_or_default().to_owned();
    done(state, (who, token), request, api).await
}

/// The public page: nobody's link is asked, nothing is written.
async fn own_assessment(
    state: &Arc<State>,
    method: &str,
    head: &axum::http::request::Parts,
    path: Vec<String>,
    body: Incoming,
) -> Answer {
    let media = text_of(&head.headers, header::CONTENT_TYPE).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default();
    let mut request = Request {
        method: method.to_owned(),
        query: Vec::new(),
        media: media.trim().to_ascii_lowercase(),
        body: Some(Vec::new()),
        files: Vec::new(),
        base: String::new(),
        path,
    };
    if method != "GET"
        && let Err(answer) = bring(state, &head.headers, body, "", &mut request).await
    {
        return refused(false, answer);
    }
    let asked = state.read(move |session| self_assessment::answer(session.engine, &request));
    match asked.await {
        Ok(answer) => answer,
        Err(fault) => refused(false, fault.into()),
    }
}

/// Reads what a request brings.
async fn bring(
    state: &State,
    headers: &HeaderMap,
    body: Incoming,
    who: &str,
    request: &mut Request,
) -> Result<(), Answer> {
    let slow = || {
        let said = Said::new("gửi quá chậm", "the request came too slowly");
        Answer::said(408, &said).with("connection", "close")
    };
    let last = request.path.last().map_or("", String::as_str);
    let form = ["workbooks", "list"].contains(&last) && who == SECRETARY;
    let limit = match request.media.as_str() {
        _ if form => state.limits.workbook,
        // A whole sheet with its notes, every letter of them three or nine signs long.
        "application/x-www-form-urlencoded" => 16 * state.limits.bytes,
        _ => state.limits.bytes,
    };
    let said = text_of(headers, header::CONTENT_LENGTH).and_then(|text| text.parse().ok());
    if said.is_some_and(|said: usize| said > limit) {
        request.body = None;
        return Ok(());
    }
    let read = timeout(state.limits.body, to_bytes(Body::new(body), limit)).await;
    let Ok(read) = read else {
        return Err(slow());
    };
    let Ok(bytes) = read else {
        request.body = None;
        return Ok(());
    };
    if form && request.media == "multipart/form-data" {
        request.files = files(headers, bytes.clone()).await;
    }
    request.body = Some(bytes.to_vec());
    Ok(())
}

/// The files of a form.
async fn files(headers: &HeaderMap, bytes: axum::body::Bytes) -> Vec<(String, Vec<u8>)> {
    let mut form = Asked::new(Body::from(bytes));
    if let Some(media) = headers.get(header::CONTENT_TYPE) {
        form.headers_mut()
            .insert(header::CONTENT_TYPE, media.clone());
    }
    // The whole was held to its limit when it was read.
    DefaultBodyLimit::disable().apply(&mut form);
    let mut files = Vec::new();
    let Ok(mut parts) = Multipart::from_request(form, &()).await else {
        return files;
    };
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.file_name().unwrap_or("workbook").to_owned();
        let wanted = part.name() == Some("workbook");
        if let (Ok(bytes), true) = (part.bytes().await, wanted) {
            files.push((name, bytes.to_vec()));
        }
    }
    files
}

/// Where the server is, as the sender knows it.
fn base(state: &State, peer: Peer, headers: &HeaderMap, hosts: &[String]) -> String {
    let scheme = state.scheme();
    let host = text_of(headers, header::HOST).map(str::to_ascii_lowercase);
    match host.filter(|host| is_ours(peer, host, hosts)) {
        Some(host) => format!("{scheme}://{host}"),
        None => format!("{scheme}://{}", peer.local),
    }
}

/// A private link, opened.
async fn opened(
    state: &Arc<State>,
    peer: Peer,
    (token, new): (&str, &str),
    old: Option<&str>,
    method: &str,
    own: bool,
) -> Answer {
    let enter = || {
        let name = state.cookie(peer);
        let secure = if state.tls.is_some() { "; Secure" } else { "" };
        let cookie =
            format!("{name}={token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000{secure}");
        Answer::json(303, "")
            .with("location", "/")
            .with("set-cookie", cookie)
    };
    let (old, new) = (old.map(str::to_owned), new.to_owned());
    match method {
        "POST" if own => enter(),
        "GET" => match old {
            Some(old) if old != new => {
                let token = token.to_owned();
                let asked = state.read(move |session| pages::another(session, &old, &new, &token));
                match asked.await {
                    Ok(answer) => answer,
                    Err(fault) => refused(false, fault.into()),
                }
            }
            _ => enter(),
        },
        "POST" => {
            let said = Said::new(
                "yêu cầu đến từ một trang khác",
                "the request comes from another page",
            );
            refused(false, Answer::said(403, &said))
        }
        _ => {
            let said = Said::new("không làm được việc này ở đây", "not possible here");
            refused(false, Answer::said(405, &said).with("allow", "GET, POST"))
        }
    }
}

async fn done(
    state: &Arc<State>,
    (who, token): (String, String),
    request: Request,
    api: bool,
) -> Answer {
    let steps: Vec<&str> = request.path.iter().map(String::as_str).collect();
    // Asked of the system only where a page shows it.
    let room = match steps.first() {
        Some(&("room" | "links")) if who == SECRETARY => state.room(),
        _ => pages::Room::default(),
    };
    if steps.as_slice() == ["api", "backup"] && who == SECRETARY {
        return if request.method == "GET" {
            backup(state).await
        } else {
            api::Stop::Method("GET").into()
        };
    }
    if steps.as_slice() == ["room"] && request.method == "POST" && who == SECRETARY {
        return open_room(state).await;
    }
    let reads = request.method == "GET";
    let answer = move |session: &Session<'_>| {
        // A link may have been made anew since it was looked up.
        match session.who(&token) {
            Ok(still) if still.as_deref() == Some(&who) => {}
            Ok(_) => return refused(api, api::unknown()),
            Err(fault) => return refused(api, fault.into()),
        }
        if api {
            api::answer(session, &who, &request)
        } else {
            pages::answer(session, &who, &request, &room)
        }
    };
    if reads {
        match state.read(answer).await {
            Ok(answer) => answer,
            Err(fault) => refused(api, fault.into()),
        }
    } else {
        state.write(answer).await
    }
}

/// Listens at this machine's private addresses too, from now on.
async fn open_room(state: &Arc<State>) -> Answer {
    for address in private_addresses() {
        let address = SocketAddr::new(IpAddr::V4(address), state.port);
        if state.room().lan.contains(&address) {
            continue;
        }
        match one(address).await {
            Ok(listener) => {
                let _ = state.more.send(listener);
                lock(&state.lan).push(address);
            }
            Err(fault) => return refused(false, fault.into()),
        }
    }
    let lan = state.room().open();
    let (scheme, port) = (state.scheme(), state.port);
    let rooms: Vec<String> = lan.iter().map(|one| format!("{scheme}://{one}")).collect();
    let kept = json!({"url": state.url, "lan": rooms, "port": port}).to_string();
    let done = move |session: &Session<'_>| {
        let mut rooms = rooms.iter();
        let kept = rooms
            .try_for_each(|room| links::remember(session, room))
            .and_then(|()| store::set_meta(session.file, "server", &kept));
        match kept {
            Ok(()) => Answer::json(303, "").with("location", "/room"),
            Err(fault) => refused(false, fault.into()),
        }
    };
    state.write(done).await
}

/// A whole copy, as `ocop session backup` makes it.
async fn backup(state: &Arc<State>) -> Answer {
    let act = Act {
        who: SECRETARY,
        door: "page",
    };
    let logged = state.write(move |session| match session.backed_up(act) {
        Ok(()) => Answer::json(200, ""),
        Err(fault) => fault.into(),
    });
    let logged = logged.await;
    if !logged.is_done() {
        return logged;
    }
    let path = state.path.clone();
    let copied = tokio::task::spawn_blocking(move || copy(&path)).await;
    match copied {
        Ok(Ok(bytes)) => Answer {
            media: "application/vnd.sqlite3",
            ..Answer::json(200, bytes)
        }
        .with("content-disposition", download(&state.path)),
        Ok(Err(fault)) => fault.into(),
        Err(_) => stopping(),
    }
}

/// A copy's name for the browser: the session's own, so that it is found among others and opens like any session.
fn download(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = pages::step(&format!("{name}-sao-luu.ocop"));
    format!("attachment; filename*=UTF-8''{name}")
}

fn copy(path: &Path) -> Outcome<Vec<u8>> {
    let copy = store::beside(path, &format!(".{}", store::secret()?));
    let file = store::open(path, Access::Write)?;
    store::copy_to(&file, &copy)?;
    let bytes = std::fs::read(&copy).map_err(|error| system(&copy, &error));
    let _ = std::fs::remove_file(&copy);
    bytes
}
