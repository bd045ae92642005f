//! The server: connections with limits, whose link a request brings, and one thread that writes.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ocop::input::ProblemCode;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::disk;
use crate::fault::{Fault, Outcome, system};
use crate::links::Reached;
use crate::store::{self, Access};

mod acts;
mod connection;
mod guests;
mod listen;
mod place;
mod request;
mod state;
mod writer;

pub use state::{Limits, private_addresses};

use connection::accept;
use guests::Guests;
use listen::{bind, ended};
use place::Place;
use state::{LEAVE, State};
use writer::Writer;

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
    disk::has_one_name(&options.path)?;
    // Under the lock a file of an older format would be carried over by this program itself.
    drop(store::open(&options.path, Access::Write)?);
    // From here on there is something to be put away when the program is asked to end.
    let ended = {
        let _within = runtime.enter();
        ended()
    };
    let held = store::lock(&options.path)?;
    let place = Arc::new(Place::of(&options.path)?);
    let mut file = store::open(&options.path, Access::Write)?;
    store::sound(&file)?;
    let tls = match &options.tls {
        Some((certificate, key)) => Some(acceptor(certificate, key)?),
        None => None,
    };
    // At first a free one.
    let port = Reached::kept(&file)?.unwrap_or_default().port;
    let listeners = runtime.block_on(bind(&options, port))?;
    let addresses = listeners.iter();
    let addresses = addresses.filter_map(|listener| listener.local_addr().ok());
    let addresses: Vec<SocketAddr> = addresses.collect();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let first = addresses.first().copied();
    let (own, port) = first.map_or((here, 0), |first| (first.ip(), first.port()));
    let everywhere = own.is_unspecified();
    let own = if everywhere { here } else { own };
    let scheme = if tls.is_some() { "https" } else { "http" };
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
    let reached = Reached {
        url: url.clone(),
        lan: lan.iter().map(|at| format!("{scheme}://{at}")).collect(),
        port,
    };
    store::write(&mut file, |file| reached.keep(file))?;
    let (stop, stopped) = watch::channel(false);
    let (more, mut opened) = mpsc::unbounded_channel();
    let state = Arc::new(State {
        writer: Writer::start(file, Arc::clone(&place)),
        place: Arc::clone(&place),
        engine: Mutex::default(),
        limits: options.limits,
        self_assessment: options.self_assessment,
        tls,
        url,
        port,
        wrong: Mutex::default(),
        guests: Guests::default(),
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
        announce(&json!({"url": reached.url, "lan": reached.lan}).to_string());
        let mut ended = pin!(ended);
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
        while state.guests.any() && Instant::now() < until {
            sleep(Duration::from_millis(10)).await;
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    place.clear();
    // The last connection to the file, so that nothing is left beside it.
    state.writer.stop();
    drop(held);
    match place.lost() {
        Some(fault) => Err(fault),
        None => Ok(()),
    }
}

fn acceptor(certificate: &Path, key: &Path) -> Outcome<TlsAcceptor> {
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let wrong = |path: &Path, error: &dyn std::fmt::Display| {
        let path = path.display();
        let why = phrase!(
            "`{path}` không phải là chứng thư hoặc khóa PEM: {error}",
            "`{path}` is no certificate or key in PEM: {error}"
        );
        Fault::File(ProblemCode::Unreadable, why)
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
